// The settings of a study: one YAML file that says which arms, losses, seeds and shares of the labels to compare.
import { INPUT_VIEWS, PRETEXT_PATIENTS } from "@pleura/data";
import { z } from "zod";
import { countSetting, seedSetting, textSetting, tuneSetting } from "../config/command-settings.ts";
import { deepPartial } from "../config/deep-partial.ts";
import type { SettingsTree } from "../config/load-settings.ts";
import { finetuneSettings, pretrainSettings } from "../config/training-settings.ts";
import { ARM_NAMES, PRETEXT_LOSSES } from "./study-arms.ts";

/**
 * Training settings that the study sets itself, or that would end cells at other steps: a time limit, lost patience,
 * and what is no training at all.
 */
const OWN_KEYS = new Set([
  "data",
  "manifest",
  "out",
  "adapter",
  "preset",
  "size",
  "fit",
  "seed",
  "splitSeed",
  "minutes",
  "patience",
  "dryRun",
  "overfit",
  "overfitLoss",
  "unet",
  "init",
  "labelFraction",
  "labelSeed",
  "inputView",
  "tune",
]);

/** Ways a study deals its splits; `given` takes those of the manifest. */
export const STUDY_PROTOCOLS = ["clean", "published", "given"] as const;

const distinct = <T>(values: readonly T[]): boolean => new Set(values).size === values.length;
const listOf = <T extends z.ZodType>(item: T) =>
  z.array(item).min(1).refine(distinct, { error: "a list of different values" });

/** Views of the films on which a network is trained anew, to see what else than lungs tells the class. */
export const AUDIT_VIEWS = ["lungs-out", "ring", "thumbnail"] as const;

/** The views that an audit may train on; `whole` is always among them. */
const auditView = z.enum(INPUT_VIEWS).exclude(["whole"]);

/** Settings of `study`. */
export const studySettings = z.strictObject({
  data: textSetting,
  manifest: textSetting.optional(),
  out: textSetting,
  adapter: textSetting.optional(),
  tune: tuneSetting,
  /** False with `--no-train`: tables of what is done, without any training. */
  train: z.boolean(),
  preset: textSetting,
  size: countSetting.optional(),
  fit: z.enum(["pad", "squash"]).optional(),
  unet: deepPartial(pretrainSettings.shape.unet).optional(),
  protocol: z.enum(STUDY_PROTOCOLS),
  /** Whose films serve the pretext: those of patients without a label, or those of the train patients too. */
  pretextPatients: z.enum(PRETEXT_PATIENTS),
  /** A check.json whose near duplicates stay in one split. */
  groups: textSetting.optional(),
  seed: seedSetting,
  arms: listOf(z.enum(ARM_NAMES)),
  losses: listOf(z.enum(PRETEXT_LOSSES)),
  seeds: listOf(seedSetting),
  labelFractions: listOf(z.number().positive().max(1)),
  /** A pretext run for each seed; false trains one, with the first seed, for all. */
  pretextPerSeed: z.boolean(),
  pretext: deepPartial(pretrainSettings as unknown as z.ZodObject, OWN_KEYS),
  finetune: deepPartial(finetuneSettings as unknown as z.ZodObject, OWN_KEYS),
  /** The arm that audits and heatmaps are made of. */
  headline: z.strictObject({ arm: z.enum(ARM_NAMES), loss: z.enum(PRETEXT_LOSSES) }),
  draws: z.int().min(100).max(100_000),
  audits: z.strictObject({
    /** Trains the headline's network from scratch on altered films. */
    views: z.array(auditView).refine(distinct, { error: "a list of different values" }),
    /** Trains the headline on the paper's kind of split too, to show what its leak is worth. */
    published: z.boolean(),
    /** Trains the headline without each source, or each of a list, and tests it there. */
    leaveOneSourceOut: z.union([z.boolean(), listOf(textSetting)], {
      error: "true, false or a list of sources",
    }),
    /** Folders of images that are no frontal chest films, by kind, for the out-of-distribution score. */
    foreign: z.record(textSetting, textSetting),
  }),
  /** Test films on which the heatmaps are measured; 0 measures none. */
  explained: z.int().min(0).max(10_000),
  /** Puts films into the pages: not for pages that leave the house with patients' films. */
  pictures: z.boolean(),
});

/** Settings of `study`, checked and whole. */
export type StudySettings = z.output<typeof studySettings>;

/** Defaults for what was given. */
export function studyDefaults(given: SettingsTree): SettingsTree {
  const arms = Array.isArray(given["arms"])
    ? given["arms"]
    : ["scratch", "ssl", "ssl-gate", "ssl-cbam"];
  const losses = Array.isArray(given["losses"]) ? given["losses"] : ["mse", "ssim"];
  return {
    preset: "small",
    // A table measured on one machine would make the study another one elsewhere.
    tune: false,
    train: true,
    protocol: "clean",
    pretextPatients: "others",
    seed: 0,
    arms,
    losses,
    seeds: [1, 2, 3],
    labelFractions: [0.01, 0.1, 1],
    pretextPerSeed: true,
    pretext: {},
    finetune: {},
    headline: { arm: arms.at(-1), loss: losses.at(-1) },
    draws: 2000,
    audits: {
      views: [...AUDIT_VIEWS],
      published: true,
      leaveOneSourceOut: true,
      foreign: {},
    },
    explained: 40,
    pictures: true,
  };
}
