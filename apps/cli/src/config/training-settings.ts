// The settings of pretrain and finetune: what may be set, between which bounds, and the preset's defaults.
import { INPUT_VIEWS } from "@pleura/data";
import { classCount, type Preset, presets } from "@pleura/models";
import { z } from "zod";
import { describeCheckpoint } from "../node/classifier-file.ts";
import { readModelFile } from "../node/load-model.ts";
import { augmentationSetting, augmentSetting } from "./augment-settings.ts";
import { byteSizeSetting } from "./byte-size.ts";
import {
  cacheSetting,
  countSetting,
  seedSetting,
  textSetting,
  tuneSetting,
  workersSetting,
} from "./command-settings.ts";
import { merge, type SettingsTree } from "./load-settings.ts";
import {
  checkShape,
  headSettings,
  optimiserSettings,
  positive,
  scheduleSettings,
  unetSettings,
} from "./network-settings.ts";

const presetNames = Object.keys(presets) as [string, ...string[]];

const shared = {
  data: textSetting,
  manifest: textSetting.optional(),
  out: textSetting,
  adapter: textSetting.optional(),
  preset: z.enum(presetNames),
  size: z.int().min(16).max(4096),
  fit: z.enum(["pad", "squash"]),
  seed: seedSetting,
  splitSeed: seedSetting,
  batch: countSetting.max(4096),
  /** Passes over the training images; with `steps` too, the run ends at whichever comes first. */
  epochs: countSetting.optional(),
  steps: countSetting.optional(),
  minutes: positive.optional(),
  /** Stop after this many validations without a better one. */
  patience: countSetting.optional(),
  everySteps: countSetting,
  /** Steps between validations; absent, they come at the end of each epoch. */
  validateEverySteps: countSetting.optional(),
  learningRate: positive,
  schedule: scheduleSettings,
  optimiser: optimiserSettings,
  /** Decay of the weights' moving average, which is what validates and is kept as best; 0 keeps none. */
  ema: z.number().min(0).lt(1).optional(),
  unet: unetSettings,
  validationImages: z.int().min(0),
  /** Most memory of the step; blocks are computed again and micro-batches made until it fits. */
  memoryBudget: byteSizeSetting.optional(),
  /** Images in memory at once, a divisor of the batch; kept by a resumed run. */
  microBatch: countSetting.optional(),
  /** The same by number: parts of a batch whose gradients are accumulated. */
  accumulate: countSetting.optional(),
  /** Absent only in the records of runs that are older than the setting. */
  precision: z.enum(["f32", "mixed"]).optional(),
  /** One step, one validation batch and a checkpoint in a temporary folder: is everything there, and does it fit? */
  dryRun: z.boolean().optional(),
  /** Train on so many images, one batch without augmentation, until they are learnt: is the training wired up? */
  overfit: countSetting.max(4096).optional(),
  /** The loss that counts as learnt. */
  overfitLoss: positive.optional(),
  tune: tuneSetting,
  cache: cacheSetting,
  workers: workersSetting,
};

/** Settings of `pretrain`. */
export const pretrainSettings = z
  .strictObject({
    ...shared,
    recipe: z.enum(["authors", "authors-black-edge", "models-genesis"]),
    loss: z.strictObject({
      kind: z.enum(["ssim", "mse"]),
      ssimRange: positive,
      l1Weight: z.number().min(0),
    }),
  })
  .superRefine(checkShape);

/** Settings of `finetune`. */
export const finetuneSettings = z
  .strictObject({
    ...shared,
    init: textSetting,
    head: headSettings,
    /** One weight per class, or `balanced`: n / (k · n_c) of the labels that are used. */
    classWeights: z
      .union([z.enum(["balanced"]), z.array(positive).length(classCount)], {
        error: `balanced or a list of ${classCount} numbers above 0`,
      })
      .optional(),
    labelSmoothing: z.number().min(0).lt(1),
    freezesEncoder: z.boolean(),
    /** A linear probe: a frozen encoder and one dense layer on its pooled features. */
    probe: z.boolean().optional(),
    encoderRate: positive,
    /** Factor on the rate per encoder block away from the head. */
    layerDecay: positive.max(1),
    /** Every class equally often in an epoch. */
    isBalanced: z.boolean(),
    /** Random turns, zooms, shifts and exposures; only `authors` flips, which moves the heart. */
    augment: augmentSetting,
    /** Single ranges in place of the preset's. */
    augmentation: augmentationSetting.optional(),
    best: z.enum(["loss", "accuracy", "auroc"]),
    /** Share of each class's labelled training images; an epoch keeps the steps that all would give it. */
    labelFraction: z.number().positive().max(1).optional(),
    /** Which images those are; as `seed` when absent. */
    labelSeed: seedSetting.optional(),
    /** What is seen of every film, before augmentation; absent only in the records of older runs. */
    inputView: z.enum(INPUT_VIEWS).optional(),
  })
  .superRefine(checkShape)
  .superRefine(checkProbe);

/** Settings of `pretrain`, checked and whole. */
export type PretrainSettings = z.output<typeof pretrainSettings>;
/** Settings of `finetune`, checked and whole. */
export type FinetuneSettings = z.output<typeof finetuneSettings>;

function checkProbe(
  {
    probe,
    freezesEncoder,
    head,
  }: { probe?: boolean | undefined; freezesEncoder: boolean; head: { kind: string } },
  context: z.core.$RefinementCtx,
): void {
  if (probe !== true || (freezesEncoder && head.kind === "linear")) return;
  const message = "false, or go with freezesEncoder true and head.kind linear";
  context.addIssue({ code: "custom", path: ["probe"], message });
}

function presetOf(given: SettingsTree): Preset {
  const name = String(given["preset"] ?? "small");
  return Object.hasOwn(presets, name) ? presets[name as keyof typeof presets] : presets.small;
}

function sharedDefaults(
  preset: Preset,
  training: Preset["pretext"] | Preset["finetune"],
  given: SettingsTree,
): SettingsTree {
  // A run that only --steps ends may be extended later, so its rate must not depend on the end.
  const isOpenEnded = given["steps"] !== undefined && given["epochs"] === undefined;
  return {
    preset: preset.name,
    size: preset.size,
    fit: preset.fit,
    seed: 0,
    splitSeed: 0,
    batch: training.batch,
    ...(!isOpenEnded && { epochs: training.epochs }),
    everySteps: 100,
    precision: "f32",
    learningRate: training.learningRate,
    schedule: {
      kind: isOpenEnded ? "constant" : training.schedule,
      warmupSteps: training.schedule === "cosine" ? 10 : 0,
    },
    optimiser: { ...training.optimiser },
    ema: 0,
    unet: { ...preset.unet },
    validationImages: 512,
    tune: true,
  };
}

/** Defaults of `pretrain` for what was given. */
export function pretrainDefaults(given: SettingsTree): SettingsTree {
  const preset = presetOf(given);
  const { ssimRange, recipe, validationImages } = preset.pretext;
  const defaults = {
    ...sharedDefaults(preset, preset.pretext, given),
    validationImages,
    recipe,
    loss: { kind: "ssim", ssimRange, l1Weight: 0 },
  };
  return withoutGeneralising(defaults, given);
}

/** Steps in which a small network learns a handful of images by heart. */
const OVERFIT_STEPS = 500;

/** With `overfit`, everything that would keep a network from learning its one batch by heart is off. */
function withoutGeneralising(defaults: SettingsTree, given: SettingsTree): SettingsTree {
  const { overfit } = given;
  if (typeof overfit !== "number") return defaults;
  const { epochs: _, ...rest } = defaults;
  return merge(rest, {
    batch: overfit,
    steps: OVERFIT_STEPS,
    validationImages: 0,
    schedule: { kind: "constant", warmupSteps: 0 },
    unet: { dropout: 0 },
    ...("head" in rest && {
      head: { dropout: 0 },
      labelSmoothing: 0,
      isBalanced: false,
      augment: "none",
    }),
  });
}

/**
 * Defaults of `finetune` for what was given: the network of `init` unless a preset is named.
 *
 * @throws {CliError | ModelError} when `init` names a file that cannot be read
 */
export function finetuneDefaults(given: SettingsTree): SettingsTree {
  const { init, preset: named } = given;
  const start = typeof init === "string" && init !== "scratch" ? readStart(init) : undefined;
  const preset = presetOf(named === undefined ? { preset: start?.preset } : given);
  const isProbe = given["probe"] === true;
  const network = named === undefined && start !== undefined ? start.network : {};
  const defaults = {
    ...sharedDefaults(preset, preset.finetune, given),
    ...network,
    init: "scratch",
    head: isProbe ? { ...preset.head, kind: "linear", dropout: 0 } : { ...preset.head },
    labelSmoothing: 0,
    freezesEncoder: isProbe,
    encoderRate: 1,
    layerDecay: 1,
    // Weights that balance the loss must not meet batches that are balanced already.
    isBalanced: preset.finetune.isBalanced && given["classWeights"] === undefined,
    augment: preset.finetune.augment,
    best: "loss",
    labelFraction: 1,
    labelSeed: given["seed"] ?? 0,
    inputView: "whole",
  };
  return withoutGeneralising(defaults, given);
}

function readStart(init: string): { preset: string | undefined; network: SettingsTree } {
  const { model, extra } = describeCheckpoint(readModelFile(init, "--init"));
  const fit = extra["fit"];
  return {
    preset: extra["preset"],
    network: {
      unet: { ...model.unet },
      size: model.size,
      ...(fit === undefined ? {} : { fit }),
    },
  };
}
