// Measures benches in sessions, each on a fresh device, until every row is known well enough.
import { meanHalfWidth } from "@pleura/data";
import type { Device } from "@pleura/engine";
import { type Ceilings, measureCeilings } from "@pleura/kernels";
import type { z } from "zod";
import { CliError } from "../cli-error.ts";
import { deviceLimits } from "../node/device-limits.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { benchSession } from "./bench-session.ts";
import type { benchSettings } from "./bench-settings.ts";
import { type BenchRow, joinSessions } from "./bench-summary.ts";
import type { Benchable } from "./benchable.ts";
import type { Pacer } from "./pacer.ts";
import { sessionMedians } from "./session-medians.ts";
import { type Clock, gpuStopwatch, type Stopwatch, wallStopwatch } from "./stopwatch.ts";

/** What is stored of the machine. */
export interface Surroundings {
  readonly adapter: Device["adapter"];
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
  readonly clock: Clock;
  /** Absent when another process paces this one: it would measure while the other one does. */
  readonly ceilings?: Ceilings | undefined;
}

/** Everything that was measured. */
export interface Measured {
  readonly rows: readonly BenchRow[];
  /** Absent when nothing was measured. */
  readonly surroundings?: Surroundings | undefined;
}

/** What drives a measurement. */
export interface Drive {
  readonly settings: z.output<typeof benchSettings>;
  readonly pacer: Pacer;
  readonly stop: StopRequest;
  /** True when another process says when to measure. */
  readonly isPaced: boolean;
  openDevice(): Promise<Device>;
  /** Called before each session with the samples that it will take. */
  onSession(samples: number): void;
  onSample(): void;
}

/**
 * Measures every bench in `settings.sessions` sessions, then the rows that are not known to `settings.precision` in
 * further ones. Only the width of a row's interval decides that, never where it lies, so no change is favoured.
 */
export async function measureSessions(
  benches: readonly Benchable[],
  drive: Drive,
): Promise<Measured> {
  const { settings, pacer, stop } = drive;
  const { sessions: fewest, mostSessions, precision } = settings;
  const found: Awaited<ReturnType<typeof benchSession>>[] = [];
  let surroundings: Surroundings | undefined;
  let wanted = benches;
  while (wanted.length > 0 && stop.exitCode === undefined) {
    drive.onSession(wanted.length * settings.repeats);
    await pacer.turn();
    // A fresh device each time: where buffers and code lie in memory is part of what varies.
    const device = await drive.openDevice();
    try {
      surroundings ??= await lookAround(device, drive);
      found.push(await oneSession(device, wanted, drive));
    } finally {
      device.destroy();
    }
    if (found.length < fewest) continue;
    if (found.length >= mostSessions) break;
    const open = new Set(
      joinSessions(found)
        .filter((row) => meanHalfWidth(sessionMedians(row.sessions), 0.99) > precision)
        .map(({ title }) => title),
    );
    wanted = benches.filter(({ title }) => open.has(title));
  }
  return { rows: joinSessions(found), surroundings };
}

async function oneSession(device: Device, benches: readonly Benchable[], drive: Drive) {
  const { settings, pacer, stop, onSample } = drive;
  const stopwatch = openStopwatch(device, settings.clock);
  try {
    return await benchSession(device, stopwatch, benches, {
      ...settings,
      rounds: settings.repeats,
      groupBytes: settings.groupMiB * 2 ** 20,
      turn: () => pacer.turn(),
      isStopped: () => stop.exitCode !== undefined,
      onSample,
    });
  } finally {
    stopwatch.destroy();
  }
}

async function lookAround(device: Device, { settings, isPaced }: Drive): Promise<Surroundings> {
  const { adapter, features } = device;
  const facts = {
    adapter,
    features: [...features].sort(),
    limits: deviceLimits(device),
    clock: clockFor(device, settings.clock),
  };
  if (isPaced) return facts;
  return { ...facts, ceilings: await measureCeilings(device, { now: () => performance.now() }) };
}

/** The clock for a setting.
 *
 * @throws {CliError} tag `config` when `gpu` is asked for and the adapter has no timestamps
 */
export function clockFor({ adapter }: Device, wanted: "auto" | Clock): Clock {
  if (wanted !== "gpu" || adapter.hasTimestamps) {
    return wanted === "auto" ? (adapter.hasTimestamps ? "gpu" : "wall") : wanted;
  }
  throw new CliError(
    "config",
    `--set clock: the adapter must have timestamp-query for gpu, but "${adapter.description}" has none. Set clock=wall.`,
  );
}

function openStopwatch(device: Device, wanted: "auto" | Clock): Stopwatch {
  return clockFor(device, wanted) === "gpu"
    ? gpuStopwatch(device)
    : wallStopwatch(device, () => performance.now());
}
