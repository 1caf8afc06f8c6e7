// `pleura pretrain`: learns to restore distorted films, without labels.
import type { Device } from "@pleura/engine";
import { Trainer } from "@pleura/models";
import {
  type PretrainSettings,
  pretrainDefaults,
  pretrainSettings,
} from "../config/training-settings.ts";
import type { Invocation } from "../invocation.ts";
import type { Output } from "../output.ts";
import { pretextTask } from "../training/pretext-task.ts";
import { trainingSettings } from "../training/resume-settings.ts";
import {
  type Surroundings,
  type TrainingOutcome,
  trainInFolder,
} from "../training/run-folder-training.ts";

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const { settings, isResumed } = trainingSettings(
    pretrainSettings,
    "pretrain",
    invocation,
    pretrainDefaults,
  );
  const outcome = await pretrain(settings, isResumed, invocation.output);
  const { end, steps, seconds, exitCode } = outcome;
  invocation.output.json({ end, steps, seconds, out: settings.out });
  invocation.output.text(
    `pretrain: ${end} at step ${steps} after ${seconds.toFixed(0)} s, in ${settings.out}`,
  );
  return exitCode;
}

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
      isUsed: ({ split }) => split === "pretext" || split === "train" || split === "val",
      isTrained: ({ split }) => split !== "val",
      createTrainer: (device) => createTrainer(device, settings),
      createTask: ({ images, train, validation, trainer }) =>
        pretextTask({ ...settings, images, train, validation, network: trainer.network }),
    },
    output,
    surroundings,
  );
}

function createTrainer(device: Device, settings: PretrainSettings): Promise<Trainer> {
  const { unet, size, batch, seed, optimiser, loss, memoryBudgetMiB } = settings;
  return Trainer.create({
    device,
    task: "restore",
    unet,
    size,
    batch,
    seed,
    optimiser,
    restorationLoss: loss,
    ...(memoryBudgetMiB !== undefined && { memoryBudgetBytes: memoryBudgetMiB * 2 ** 20 }),
  });
}
