// `pleura finetune`: learns the three classes, from a pretext run or from scratch.
import type { Device } from "@pleura/engine";
import { Trainer } from "@pleura/models";
import {
  type FinetuneSettings,
  finetuneDefaults,
  finetuneSettings,
} from "../config/training-settings.ts";
import type { Invocation } from "../invocation.ts";
import { readModelFile } from "../node/load-model.ts";
import type { Output } from "../output.ts";
import { classifyTask } from "../training/classify-task.ts";
import { trainingSettings } from "../training/resume-settings.ts";
import {
  type Surroundings,
  type TrainingOutcome,
  trainInFolder,
} from "../training/run-folder-training.ts";

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const { settings, isResumed } = trainingSettings(
    finetuneSettings,
    "finetune",
    invocation,
    finetuneDefaults,
  );
  const outcome = await finetune(settings, isResumed, invocation.output);
  const { end, steps, seconds, exitCode } = outcome;
  invocation.output.json({ end, steps, seconds, out: settings.out });
  invocation.output.text(
    `finetune: ${end} at step ${steps} after ${seconds.toFixed(0)} s, in ${settings.out}`,
  );
  return exitCode;
}

/** Fine-tunes in a run folder. */
export function finetune(
  settings: FinetuneSettings,
  isResumed: boolean,
  output: Output,
  surroundings: Surroundings = {},
): Promise<TrainingOutcome> {
  return trainInFolder(
    {
      command: "finetune",
      settings,
      isResumed,
      isUsed: ({ split, label }) => label !== "" && (split === "train" || split === "val"),
      isTrained: ({ split }) => split === "train",
      createTrainer: (device, hasCheckpoint) => createTrainer(device, settings, hasCheckpoint),
      createTask: ({ images, train, validation, trainer }) =>
        classifyTask({ ...settings, images, train, validation, network: trainer.network }),
    },
    output,
    surroundings,
  );
}

async function createTrainer(
  device: Device,
  settings: FinetuneSettings,
  hasCheckpoint: boolean,
): Promise<Trainer> {
  const { unet, head, size, batch, seed, optimiser, memoryBudgetMiB } = settings;
  const { classWeights, labelSmoothing, freezesEncoder, encoderRate, layerDecay, init } = settings;
  const trainer = await Trainer.create({
    device,
    task: "classify",
    unet,
    head,
    size,
    batch,
    seed,
    optimiser,
    labelSmoothing,
    freezesEncoder,
    encoderRate,
    layerDecay,
    ...(classWeights !== undefined && { classWeights }),
    ...(memoryBudgetMiB !== undefined && { memoryBudgetBytes: memoryBudgetMiB * 2 ** 20 }),
  });
  if (init === "scratch" || hasCheckpoint) return trainer;
  try {
    trainer.loadEncoder(readModelFile(init, "--init").bytes);
    return trainer;
  } catch (error) {
    await trainer.destroy();
    throw error;
  }
}
