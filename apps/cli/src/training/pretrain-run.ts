// Pretrains in a run folder: which rows, which trainer, which task.
import { pretextPart } from "@pleura/data";
import type { Device } from "@pleura/engine";
import { Trainer } from "@pleura/models";
import type { PretrainSettings } from "../config/training-settings.ts";
import type { Output } from "../output.ts";
import { memoryOptions } from "./memory-options.ts";
import { pretextTask } from "./pretext-task.ts";
import { restorationFacts } from "./restoration-threshold.ts";
import { type Surroundings, type TrainingOutcome, trainInFolder } from "./run-folder-training.ts";

/** Pretrains in a run folder. */
export function pretrain(
  settings: PretrainSettings,
  isResumed: boolean,
  output: Output,
  surroundings: Surroundings = {},
): Promise<TrainingOutcome> {
  return trainInFolder(
    {
      command: "pretrain",
      settings,
      isResumed,
      isUsed: (row) => pretextPart(row) !== "",
      isTrained: (row) => pretextPart(row) === "train",
      createTrainer: (device) => createTrainer(device, settings),
      createTask: ({ images, threads, train, validation, trainer }) => {
        const network = trainer.evaluation;
        return pretextTask({ ...settings, images, threads, train, validation, network });
      },
      describeBest: restorationFacts,
    },
    output,
    surroundings,
  );
}

function createTrainer(device: Device, settings: PretrainSettings): Promise<Trainer> {
  const { unet, size, batch, seed, optimiser, loss, precision } = settings;
  return Trainer.create({
    device,
    task: "restore",
    unet,
    size,
    batch,
    seed,
    optimiser,
    restorationLoss: loss,
    ...memoryOptions(settings),
    ...(settings.ema !== undefined && { ema: settings.ema }),
    ...(precision !== undefined && { precision }),
  });
}
