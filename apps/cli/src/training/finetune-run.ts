// Fine-tunes a classifier in a run folder: which rows, which trainer, which task.
import { balancedClassWeights, type ManifestRow } from "@pleura/data";
import type { Device } from "@pleura/engine";
import { Trainer } from "@pleura/models";
import { augmentOptions } from "../config/augment-settings.ts";
import type { FinetuneSettings } from "../config/training-settings.ts";
import { readModelFile } from "../node/load-model.ts";
import type { PreparedImages } from "../node/prepared-images.ts";
import { LUNGS_COLUMN, resolveView, viewImages } from "../node/view-images.ts";
import type { Output } from "../output.ts";
import { writePredictions } from "../run-folder/predictions-file.ts";
import { chooseLabels } from "./choose-labels.ts";
import { classifyTask } from "./classify-task.ts";
import { memoryOptions } from "./memory-options.ts";
import { type Surroundings, type TrainingOutcome, trainInFolder } from "./run-folder-training.ts";

/**
 * Fine-tunes in a run folder.
 *
 * @param keepsPredictions writes predictions-val.csv beside the best checkpoint; a study asks the classifier itself
 */
export function finetune(
  settings: FinetuneSettings,
  isResumed: boolean,
  output: Output,
  surroundings: Surroundings = {},
  keepsPredictions = false,
): Promise<TrainingOutcome> {
  return trainInFolder(
    {
      command: "finetune",
      settings,
      isResumed,
      isUsed: ({ split, label }) => label !== "" && (split === "train" || split === "val"),
      isTrained: ({ split }) => split === "train",
      chooseTrained: (rows) => chooseLabels(rows, settings, output),
      createTrainer: (device, hasCheckpoint, labels) =>
        createTrainer(device, settings, hasCheckpoint, labels),
      createTask: async ({ trainer, images, ...context }) => {
        const seen = await seenImages(settings, images, output);
        return classifyTask({
          ...settings,
          ...context,
          limits: augmentOptions(settings),
          images: seen,
          network: trainer.evaluation,
          ...(keepsPredictions && {
            keepPredictions: (rows, logits) => writePredictions(settings.out, "val", rows, logits),
          }),
        });
      },
    },
    output,
    surroundings,
  );
}

/** The films in the run's view; the view that was taken in the end is kept in run.json and in the checkpoints. */
function seenImages(
  settings: FinetuneSettings,
  images: PreparedImages,
  output: Output,
): Promise<PreparedImages> {
  const asked = settings.inputView ?? "whole";
  const view = resolveView(asked, images.rows);
  settings.inputView = view;
  if (view !== asked) {
    output.say(
      `finetune: not every film has a lung mask in the column "${LUNGS_COLUMN}", so the view is ${view} instead of ${asked}`,
    );
  }
  return viewImages(settings.data, images, view, settings);
}

async function createTrainer(
  device: Device,
  settings: FinetuneSettings,
  hasCheckpoint: boolean,
  labels: readonly ManifestRow["label"][],
): Promise<Trainer> {
  const { unet, head, size, batch, seed, optimiser, precision } = settings;
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
    ...(classWeights !== undefined && {
      classWeights: classWeights === "balanced" ? balancedClassWeights(labels) : classWeights,
    }),
    ...memoryOptions(settings),
    ...(settings.ema !== undefined && { ema: settings.ema }),
    ...(precision !== undefined && { precision }),
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
