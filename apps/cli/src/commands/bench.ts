// `pleura bench`: time, GFLOP/s, GB/s and share of the ceiling, for every op and for whole steps.
import { join } from "node:path";
import { allBenches } from "@pleura/kernels/benches";
import { presets } from "@pleura/models";
import type { z } from "zod";
import { BENCH_FILE, BENCH_FORMAT } from "../bench/bench-file.ts";
import { benchDefaults, benchSettings } from "../bench/bench-settings.ts";
import { type BenchSummary, summarise } from "../bench/bench-summary.ts";
import type { Benchable } from "../bench/benchable.ts";
import { type Measured, measureSessions } from "../bench/measure-sessions.ts";
import { freePacer, stdinPacer } from "../bench/pacer.ts";
import { wholeSteps } from "../bench/whole-steps.ts";
import { CliError } from "../cli-error.ts";
import { commandSettings } from "../config/command-settings.ts";
import { countNoun } from "../count-noun.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { openGpu } from "../node/open-gpu.ts";
import { type Output, toJson } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { gitHash, versions } from "../run-folder/run-record.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { listenForStop } from "../signals/stop-request.ts";
import { runSoak } from "../soak/run-soak.ts";
import { variantChoice } from "../tuning/variant-choice.ts";
import { withCleanup } from "../with-cleanup.ts";

type Settings = z.output<typeof benchSettings>;

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const { output } = invocation;
  const { paced, ...flags } = invocation.flags;
  const settings = commandSettings(benchSettings, { ...invocation, flags }, benchDefaults);
  if (settings.soak !== undefined) return soak(settings.soak, settings, output);
  const chosen = chooseBenches(settings);
  return withCleanup(async (later) => {
    const isPaced = paced === true;
    const pacer = isPaced ? stdinPacer(output) : freePacer;
    later(() => pacer.close());
    const stop = listenForStop(() => output.say("bench: stopping after this sample"));
    later(() => stop.dispose());
    const variants = variantChoice(settings.tune ? "cache" : "built-in", output.say);
    let session = 0;
    let done = 0;
    let progress: ReturnType<typeof createProgress> | undefined;
    later(() => progress?.end());
    const measured = await measureSessions(chosen, {
      settings,
      pacer,
      stop,
      isPaced,
      openDevice: () => openGpu(settings.adapter, variants.chooseFor),
      onSession: (samples) => {
        session += 1;
        done = 0;
        progress?.end();
        progress = createProgress(output, `bench: session ${session},`, samples, "samples");
      },
      onSample: () => {
        done += 1;
        progress?.update(done);
      },
    });
    progress?.end();
    tell(measured, settings, output);
    return stop.exitCode ?? EXIT.ok;
  });
}

function soak(steps: number, settings: Settings, output: Output): Promise<number> {
  const { seed, out, adapter } = settings;
  const preset = presets[settings.preset as keyof typeof presets];
  return withCleanup(async (later) => {
    const stop = listenForStop(() => output.say("bench: stopping after this step"));
    later(() => stop.dispose());
    const device = await openGpu(adapter);
    later(() => device.destroy());
    return runSoak({ steps, preset, seed, out }, device, stop, output);
  });
}

/** All benches whose title contains the filter. */
function chooseBenches({ filter, titles, preset }: Settings): readonly Benchable[] {
  const all: readonly Benchable[] = [
    ...allBenches,
    ...wholeSteps(presets[preset as keyof typeof presets]),
  ];
  const wanted = filter.toLowerCase();
  const isListed = (title: string) => titles === undefined || titles.includes(title);
  const chosen = all.filter(({ title }) => title.toLowerCase().includes(wanted) && isListed(title));
  if (chosen.length > 0) return chosen;
  throw new CliError(
    "usage",
    `--filter: at least one bench's title must contain "${filter}", but none does. Leave it out to see all.`,
  );
}

/** Shows what was measured and stores it. */
function tell({ rows, surroundings }: Measured, settings: Settings, output: Output): void {
  if (surroundings === undefined) return;
  const { adapter, ceilings, clock } = surroundings;
  const results = rows.map((row) => summarise(row, ceilings));
  const found =
    ceilings === undefined
      ? ""
      : `, ceilings ${ceilings.fmaGflops.toFixed(1)} GFLOP/s and ${ceilings.copyGBs.toFixed(2)} GB/s from memory`;
  output.say(
    `bench: ${adapter.description}${found}; medians and quartiles over ${countNoun(settings.repeats, "round")} in each session, ${clock === "gpu" ? "GPU timestamps" : "wall clock"}`,
  );
  output.text(HEAD);
  for (const result of results) {
    output.json(result);
    output.text(line(result));
  }
  if (settings.out === undefined) return;
  const file = {
    format: BENCH_FORMAT,
    versions: versions(),
    gitHash: gitHash(),
    ...surroundings,
    seed: settings.seed,
    settings,
    statistics:
      "ms is the median over all rounds (the calmest sample of each), q1 and q3 the quartiles, spread (q3 - q1) / ms",
    rows: rows.map((row, index) => ({ ...row, ...results[index] })),
  };
  makeFolder(settings.out);
  writeAtomic(join(settings.out, BENCH_FILE), `${toJson(file)}\n`, "output");
}

const HEAD = `${"ms".padStart(10)} ${"q3 - q1".padStart(8)} ${"GFLOP/s".padStart(9)} ${"GB/s".padStart(8)} ${"ceiling".padStart(8)}  bound    bench`;

function line({ title, ms, spread, gflops, gbs, share, bound }: BenchSummary): string {
  const cells = [
    ms.toFixed(3).padStart(10),
    `${(100 * spread).toFixed(0)} %`.padStart(8),
    gflops.toFixed(2).padStart(9),
    gbs.toFixed(2).padStart(8),
    (share === undefined ? "" : `${(100 * share).toFixed(0)} %`).padStart(8),
  ];
  return `${cells.join(" ")}  ${(bound ?? "").padEnd(7)}  ${title}`;
}
