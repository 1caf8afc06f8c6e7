// `pleura doctor`: what the GPU offers, how fast it is at best, what is missing and how to fix it.

import { join } from "node:path";
import type { Device } from "@pleura/engine";
import { type Ceilings, measureCeilings } from "@pleura/kernels";
import { presets } from "@pleura/models";
import { z } from "zod";
import {
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
} from "../config/command-settings.ts";
import { EXIT, exitCodeOf } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { deviceLimits } from "../node/device-limits.ts";
import { adviceFor } from "../node/gpu-advice.ts";
import { openGpu } from "../node/open-gpu.ts";
import { type Output, oneLine, toJson } from "../output.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { tuningReport } from "../tuning/tuning-report.ts";
import { withCleanup } from "../with-cleanup.ts";

const schema = z.strictObject({
  adapter: textSetting.optional(),
  measure: z.boolean(),
  /** Shows the tuning table instead of the rest. */
  tuned: z.boolean(),
  /** Measures kernel variants for a preset's trainings, then shows the table. */
  tune: z.boolean(),
  preset: z.enum(Object.keys(presets) as [string, ...string[]]),
  size: z.int().min(16).max(4096).optional(),
  batch: countSetting.max(4096).optional(),
  seed: seedSetting.optional(),
  out: textSetting.optional(),
});

/** Runs the command: exit 0 with a usable GPU, 4 without. */
export function run(invocation: Invocation): Promise<number> {
  return withCleanup((later) => doctor(invocation, later));
}

async function doctor(
  invocation: Invocation,
  later: (free: () => unknown) => void,
): Promise<number> {
  const settings = commandSettings(schema, invocation, {
    measure: true,
    tuned: false,
    tune: false,
    preset: "demo",
  });
  const { output } = invocation;
  let device: Device;
  try {
    device = await openGpu(settings.adapter);
  } catch (error) {
    if (!(error instanceof Error) || exitCodeOf(error) !== EXIT.gpu) throw error;
    const report = { adapter: null, features: [], limits: {}, ceilings: null, ok: false };
    output.json({ ...report, problem: oneLine(error.message), node: process.version });
    output.say(`pleura: ${oneLine(error.message)}`);
    if (!(await isAnotherPresent(settings.adapter))) {
      for (const line of adviceFor(undefined)) output.text(line);
    }
    return EXIT.gpu;
  }
  later(() => device.destroy());
  if (settings.tune || settings.tuned) return tuningReport(device, settings, output);
  const { adapter, features } = device;
  const limits = deviceLimits(device);
  const ceilings = settings.measure
    ? await measureCeilings(device, { now: () => performance.now() })
    : null;
  const advice = adviceFor(adapter);
  const report = {
    adapter,
    features: [...features].sort(),
    limits,
    ceilings,
    ok: true,
    advice,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  output.json(report);
  print(output, report);
  if (settings.out !== undefined) {
    makeFolder(settings.out);
    writeAtomic(join(settings.out, "doctor.json"), `${toJson(report, 2)}\n`, "output");
  }
  return EXIT.ok;
}

/** True when only the name that was asked for is missing: no driver needs to be installed then. */
async function isAnotherPresent(name: string | undefined): Promise<boolean> {
  if (name === undefined) return false;
  try {
    (await openGpu()).destroy();
    return true;
  } catch (error) {
    if (exitCodeOf(error) === EXIT.gpu) return false;
    throw error;
  }
}

interface Report {
  readonly adapter: Device["adapter"];
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
  readonly ceilings: Ceilings | null;
  readonly advice: readonly string[];
}

function print(output: Output, { adapter, features, limits, ceilings, advice }: Report): void {
  const kind = adapter.isSoftware ? "software, on the processor" : "hardware";
  output.text(`GPU       ${oneLine(adapter.description || adapter.architecture)} (${kind})`);
  output.text(`vendor    ${adapter.vendor || "unknown"} ${adapter.architecture}`);
  output.text(`features  ${features.join(", ")}`);
  for (const [name, value] of Object.entries(limits)) output.text(`  ${name} ${value}`);
  if (ceilings !== null) {
    output.text(`ceilings  ${ceilings.fmaGflops.toFixed(1)} GFLOP/s multiply-add (measured)`);
    output.text(`          ${ceilings.copyGBs.toFixed(2)} GB/s copy, reads and writes (measured)`);
    const levels = ceilings.memory.map(
      ({ workingSetBytes, gbs }) => `${gbs.toFixed(1)} GB/s on ${workingSetBytes / 2 ** 20} MiB`,
    );
    output.text(`          at most ${levels.join(", ")} (caches)`);
  }
  for (const line of advice) output.text(line);
  output.text("ready");
}
