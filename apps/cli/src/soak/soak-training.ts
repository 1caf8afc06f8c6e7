// Trains the smallest network for thousands of steps and watches what must not grow.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { medianOf } from "@pleura/data";
import type { Device } from "@pleura/engine";
import { commandSettings } from "../config/command-settings.ts";
import { pretrainDefaults, pretrainSettings } from "../config/training-settings.ts";
import { writePhantoms } from "../node/write-phantoms.ts";
import type { Output } from "../output.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { pretrain } from "../training/pretrain-run.ts";
import { variantChoice } from "../tuning/variant-choice.ts";
import { watchQueue } from "./watch-queue.ts";

/** How long to train, and with what. */
export interface SoakOptions {
  readonly steps: number;
  readonly seed: number;
  readonly device: Device;
  readonly stop: StopRequest;
  /** The smallest one when absent. */
  readonly network?: SoakNetwork | undefined;
  readonly now: () => number;
  /** Bytes of the process. */
  rss(): number;
  onStep(step: number): void;
}

/** State after a step. */
export interface SoakSample {
  readonly step: number;
  readonly rssBytes: number;
  readonly deviceBytes: number;
  readonly deviceBuffers: number;
  /** Submits, time and encoding since the result of the step before was read. */
  readonly submits: number;
  readonly ms: number;
  readonly encodeMs: number;
}

/** Settings of a training's network. */
export type SoakNetwork = Readonly<Record<string, unknown>> & { readonly size: number };

/** The smallest network with every part of a preset: two levels of 4 and 8 channels at 32×32, batch 4. */
export const smallestNetwork: SoakNetwork = {
  preset: "demo",
  size: 32,
  batch: 4,
  unet: { levels: 2, width: 4, norm: "batch", reduction: 2, dropout: 0.1 },
};
/** 128 films: an epoch, with its validation and checkpoint, every 24 steps or so. */
const films = 128;

/** Trains in a temporary run folder, as `pretrain` does, and gives one sample per step. */
export async function soakTraining(options: SoakOptions): Promise<readonly SoakSample[]> {
  const { steps, seed, device, stop, now, rss, onStep, network = smallestNetwork } = options;
  const folder = mkdtempSync(join(tmpdir(), "pleura-soak-"));
  const watch = watchQueue(device, now);
  const table = sampleTable(steps);
  let last = { submits: 0, encodeMs: 0, at: now() };
  const spy: Output = {
    isJson: true,
    json(value) {
      const { step, loss } = value as { step?: number; loss?: number };
      if (step === undefined || loss === undefined) return;
      const at = { submits: watch.submits, encodeMs: watch.encodeMs, at: now() };
      table.add(
        step,
        rss(),
        device.liveBytes,
        device.liveBuffers,
        at.submits - last.submits,
        at.at - last.at,
        at.encodeMs - last.encodeMs,
      );
      last = at;
      onStep(step);
    },
    text: () => undefined,
    say: () => undefined,
    draw: () => undefined,
  };
  try {
    const data = join(folder, "films");
    await writePhantoms(data, { count: films, size: network.size, seed }, () => undefined);
    const flags = {
      ...network,
      data,
      out: join(folder, "run"),
      seed,
      steps,
      everySteps: 1000,
      cache: "none",
    };
    const settings = commandSettings(
      pretrainSettings,
      { files: [], flags, output: spy },
      pretrainDefaults,
    );
    const variants = variantChoice("built-in", () => undefined);
    await pretrain(settings, false, spy, { device, variants, stop });
    return table.samples();
  } finally {
    watch.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

const columns = 7;

/** Samples in memory that is there from the beginning: a list of objects would itself grow by megabytes. */
function sampleTable(steps: number) {
  // Filled, so that the process holds all its pages before the first step.
  const numbers = new Float64Array(columns * steps).fill(-1);
  let count = 0;
  return {
    /** Adds a row of numbers, in the order of `samples`. */
    add(...row: readonly number[]): void {
      numbers.set(row, columns * count);
      count += 1;
    },
    samples: (): SoakSample[] =>
      Array.from({ length: count }, (_, index) => {
        const [step = 0, rssBytes = 0, deviceBytes = 0, deviceBuffers = 0, ...rest] =
          numbers.subarray(columns * index, columns * (index + 1));
        const [submits = 0, ms = 0, encodeMs = 0] = rest;
        return { step, rssBytes, deviceBytes, deviceBuffers, submits, ms, encodeMs };
      }),
  };
}

/** What must hold over a long run. */
export interface SoakReport {
  readonly steps: number;
  /** Last over first, less 1, from step {@link settledStep} on: medians of a tenth of the steps each. */
  readonly rssGrowth: number;
  readonly rssBytes: readonly [number, number];
  readonly deviceGrowth: number;
  readonly deviceBytes: readonly [number, number];
  readonly deviceBuffers: readonly [number, number];
  /** Median submits of a step; only checkpoints and validations add some. */
  readonly submitsPerStep: number;
  /** Share of a step's time that the host encodes: medians. */
  readonly encodeShare: number;
  readonly encodeMs: number;
  readonly stepMs: number;
  /** The preset that the three numbers above are of; of the smallest network when absent. */
  readonly preset?: string | undefined;
}

/** Step from which nothing may grow: pools, caches and compiled code have found their sizes by then. */
export const settledStep = 500;

/** Sums samples up; needs more than twice {@link settledStep} of them to say anything about growth. */
export function soakReport(samples: readonly SoakSample[]): SoakReport {
  const from = samples.length > 2 * settledStep ? settledStep : Math.floor(samples.length / 2);
  const settled = samples.slice(from);
  const window = Math.max(1, Math.ceil(settled.length / 10));
  const ends = (of: (sample: SoakSample) => number): [number, number] => [
    medianOf(settled.slice(0, window).map(of)),
    medianOf(settled.slice(-window).map(of)),
  ];
  const growth = ([first, last]: readonly [number, number]): number => last / first - 1;
  const rssBytes = ends((sample) => sample.rssBytes);
  const deviceBytes = ends((sample) => sample.deviceBytes);
  const stepMs = medianOf(settled.map(({ ms }) => ms));
  const encodeMs = medianOf(settled.map((sample) => sample.encodeMs));
  return {
    steps: samples.length,
    rssGrowth: growth(rssBytes),
    rssBytes,
    deviceGrowth: growth(deviceBytes),
    deviceBytes,
    deviceBuffers: ends((sample) => sample.deviceBuffers),
    submitsPerStep: medianOf(settled.map(({ submits }) => submits)),
    encodeShare: encodeMs / stepMs,
    encodeMs,
    stepMs,
  };
}
