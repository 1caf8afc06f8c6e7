// The training steps of a preset as benches: restoration and classification, forward to update.
import { type Preset, Trainer } from "@pleura/models";
import type { Benchable } from "./measure-bench.ts";

/** Both steps of a preset. */
export function trainingSteps({ name, size, unet, head, pretext, finetune }: Preset): Benchable[] {
  const shape = (batch: number): string => `preset ${name}, ${size}×${size}, batch ${batch}`;
  const shared = { unet, size, seed: 0 };
  const step = (
    title: string,
    options: Omit<Parameters<typeof Trainer.create>[0], "device">,
  ): Benchable => ({
    title,
    async open(device) {
      const trainer = await Trainer.create({ ...options, device });
      return { program: trainer.program, close: () => trainer.destroy() };
    },
  });
  return [
    step(`training step restore ${shape(pretext.batch)}`, {
      ...shared,
      task: "restore",
      batch: pretext.batch,
      optimiser: pretext.optimiser,
      restorationLoss: { kind: "ssim", ssimRange: pretext.ssimRange, l1Weight: 0 },
    }),
    step(`training step classify ${shape(finetune.batch)}`, {
      ...shared,
      task: "classify",
      head,
      batch: finetune.batch,
      optimiser: finetune.optimiser,
    }),
  ];
}
