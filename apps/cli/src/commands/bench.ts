// `pleura bench`: time, GFLOP/s, GB/s and share of the ceiling, for every op and for the training steps.
import { join } from "node:path";
import { measureCeilings } from "@pleura/kernels";
import { allBenches } from "@pleura/kernels/benches";
import { presets } from "@pleura/models";
import { z } from "zod";
import { type BenchResult, type Ceiling, measureBench } from "../bench/measure-bench.ts";
import { trainingSteps } from "../bench/training-steps.ts";
import { CliError } from "../cli-error.ts";
import {
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
  tuneSetting,
} from "../config/command-settings.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { toJson } from "../output.ts";
import { gitHash, versions } from "../run-folder/run-record.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { listenForStop } from "../signals/stop-request.ts";
import { openTunedGpu } from "../tuning/open-tuned-gpu.ts";
import { withCleanup } from "../with-cleanup.ts";

const schema = z.strictObject({
  /** Only benches whose title contains this text. */
  filter: z.string(),
  /** Least time of one measurement, milliseconds. */
  leastMs: z.number().positive(),
  /** Measurements per bench, of which the median counts. */
  repeats: countSetting.max(1000),
  preset: z.enum(Object.keys(presets) as [string, ...string[]]),
  seed: seedSetting,
  out: textSetting.optional(),
  adapter: textSetting.optional(),
  tune: tuneSetting,
});

/** Runs the command. */
export function run(invocation: Invocation): Promise<number> {
  return withCleanup((later) => bench(invocation, later));
}

async function bench(
  invocation: Invocation,
  later: (free: () => unknown) => void,
): Promise<number> {
  const { output } = invocation;
  const settings = commandSettings(schema, invocation, {
    filter: "",
    leastMs: 50,
    repeats: 5,
    preset: "demo",
    seed: 0,
    tune: true,
  });
  const wanted = settings.filter.toLowerCase();
  const preset = presets[settings.preset as keyof typeof presets];
  const all = [...allBenches, ...trainingSteps(preset)];
  const chosen = all.filter(({ title }) => title.toLowerCase().includes(wanted));
  if (chosen.length === 0) {
    throw new CliError(
      "usage",
      `--filter: at least one bench's title must contain "${settings.filter}", but none does. Leave it out to see all.`,
    );
  }
  const device = await openTunedGpu(settings, output);
  later(() => device.destroy());
  const now = (): number => performance.now();
  const found = await measureCeilings(device, { now });
  const ceiling: Ceiling = { gflops: found.fmaGflops, gbs: found.copyGBs };
  output.say(
    `bench: ${device.adapter.description}, ceilings ${ceiling.gflops.toFixed(1)} GFLOP/s and ${ceiling.gbs.toFixed(2)} GB/s`,
  );
  const stop = listenForStop(() => output.say("bench: stopping after this one"));
  later(() => stop.dispose());
  const results: BenchResult[] = [];
  output.text(HEAD);
  for (const one of chosen) {
    if (stop.exitCode !== undefined) break;
    const result = await measureBench(device, one, ceiling, { ...settings, now });
    results.push(result);
    output.json(result);
    output.text(row(result));
  }
  if (settings.out !== undefined) {
    const { adapter } = device;
    const report = {
      versions: versions(),
      gitHash: gitHash(),
      adapter,
      ceiling,
      settings,
      results,
    };
    makeFolder(settings.out);
    writeAtomic(join(settings.out, "bench.json"), `${toJson(report, 2)}\n`, "output");
  }
  return stop.exitCode ?? EXIT.ok;
}

const HEAD = `${"ms".padStart(10)} ${"±".padStart(6)} ${"GFLOP/s".padStart(9)} ${"GB/s".padStart(8)} ${"ceiling".padStart(8)}  bound    bench`;

function row({ title, ms, spread, gflops, gbs, share, bound }: BenchResult): string {
  const cells = [
    ms.toFixed(3).padStart(10),
    `${(100 * spread).toFixed(0)} %`.padStart(6),
    gflops.toFixed(2).padStart(9),
    gbs.toFixed(2).padStart(8),
    `${(100 * share).toFixed(0)} %`.padStart(8),
  ];
  return `${cells.join(" ")}  ${bound.padEnd(7)}  ${title}`;
}
