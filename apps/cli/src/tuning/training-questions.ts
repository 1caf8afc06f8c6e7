// The kernel-variant questions that a preset's trainings ask on an adapter.
import { type AdapterFacts, collectQuestions, type VariantQuestion } from "@pleura/engine";
import { type Preset, planTraining, type TrainingPlanOptions } from "@pleura/models";

/** Other sizes than the preset's. */
export interface QuestionSizes {
  readonly size?: number | undefined;
  readonly batch?: number | undefined;
}

/** Distinct questions of the pretext step and the classifier's step. */
export function trainingQuestions(
  preset: Preset,
  adapter: AdapterFacts,
  { size = preset.size, batch }: QuestionSizes = {},
): readonly VariantQuestion[] {
  const { choose, questions } = collectQuestions();
  const { unet, head, pretext, finetune } = preset;
  const { ssimRange } = pretext;
  const steps: readonly TrainingPlanOptions[] = [
    {
      task: "restore",
      ...{ unet, size, batch: batch ?? pretext.batch, optimiser: pretext.optimiser },
      restorationLoss: { kind: "ssim", ssimRange, l1Weight: 0 },
    },
    {
      task: "classify",
      ...{ unet, size, batch: batch ?? finetune.batch, optimiser: finetune.optimiser },
      head,
    },
  ];
  for (const step of steps) planTraining(step, adapter, { choose });
  return questions();
}
