// `pleura plan`: the memory that a training step needs and what would lower it, without running it.
import { type AdapterFacts, baselineAdapter, type ChooseVariant } from "@pleura/engine";
import { presets } from "@pleura/models";
import { z } from "zod";
import { byteSizeSetting, bytesOfSize } from "../config/byte-size.ts";
import {
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
} from "../config/command-settings.ts";
import { EXIT, exitCodeOf } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { openGpu } from "../node/open-gpu.ts";
import { toJson } from "../output.ts";
import { planReport } from "../plan/plan-report.ts";
import { planLines } from "../plan/print-plan.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";

const presetNames = Object.keys(presets) as (keyof typeof presets)[];

/** The adapter name that asks for no GPU. */
const BASELINE = "baseline";

const schema = z.strictObject({
  preset: z.enum(presetNames as [keyof typeof presets, ...(keyof typeof presets)[]]),
  task: z.enum(["restore", "classify"]),
  size: z.int().min(16).max(4096).optional(),
  batch: countSetting.max(4096).optional(),
  microBatch: countSetting.optional(),
  memoryBudget: byteSizeSetting.optional(),
  ema: z.number().min(0).lt(1).optional(),
  precision: z.enum(["f32", "mixed"]),
  adapter: textSetting.optional(),
  seed: seedSetting.optional(),
  out: textSetting.optional(),
});

interface KnownAdapter {
  readonly adapter: AdapterFacts;
  readonly isBaseline: boolean;
  readonly choose?: ChooseVariant | undefined;
}

/** Facts of the GPU, or WebGPU's guaranteed ones where there is none or `--adapter baseline` asks for them. */
async function adapterFacts(
  name: string | undefined,
  say: (line: string) => void,
): Promise<KnownAdapter> {
  if (name === BASELINE) return { adapter: baselineAdapter, isBaseline: true };
  try {
    const device = await openGpu(name);
    const { adapter, choose } = device;
    device.destroy();
    return { adapter, isBaseline: false, choose };
  } catch (error) {
    if (name !== undefined || exitCodeOf(error) !== EXIT.gpu) throw error;
    say(`plan: no GPU could be opened (${(error as Error).message})`);
    return { adapter: baselineAdapter, isBaseline: true };
  }
}

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const settings = commandSettings(schema, invocation, {
    preset: "small",
    task: "restore",
    precision: "f32",
  });
  const { output } = invocation;
  const { task, microBatch, memoryBudget, precision, ema = 0, out } = settings;
  const preset = presets[settings.preset];
  const { optimiser, batch } = task === "restore" ? preset.pretext : preset.finetune;
  const known = await adapterFacts(settings.adapter, output.say);
  const budgetBytes = memoryBudget === undefined ? undefined : bytesOfSize(memoryBudget);
  const report = planReport({
    ...known,
    budgetBytes,
    options: {
      ...{ task, unet: preset.unet, head: preset.head, optimiser, precision, ema },
      size: settings.size ?? preset.size,
      batch: settings.batch ?? batch,
      ...(microBatch !== undefined && { microBatch }),
    },
  });
  output.json(report);
  for (const line of planLines(report, budgetBytes)) output.text(line);
  if (out !== undefined) writeAtomic(out, Buffer.from(`${toJson(report, 2)}\n`), "output");
  return EXIT.ok;
}
