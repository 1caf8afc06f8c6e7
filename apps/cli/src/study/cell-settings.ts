// The training settings of one cell: the preset, what the arm changes, what the study's file changes.
import { join } from "node:path";
import { type PresetName, presets } from "@pleura/models";
import { loadSettings, merge, type SettingsTree } from "../config/load-settings.ts";
import {
  type FinetuneSettings,
  finetuneDefaults,
  finetuneSettings,
  type PretrainSettings,
  pretrainDefaults,
  pretrainSettings,
} from "../config/training-settings.ts";
import { ARMS } from "./study-arms.ts";
import type { FinetuneCell, PretextCell, StudyCell } from "./study-plan.ts";
import type { StudySettings } from "./study-settings.ts";

/** Path of a split's frozen manifest in a study folder. */
export function splitPath(out: string, split: string): string {
  return join(out, "splits", `${split}.csv`);
}

/** What every training of a study shares. */
function sharedSettings(
  { data, out, adapter, tune, preset, size, fit, unet = {} }: StudySettings,
  cell: PretextCell | FinetuneCell,
): SettingsTree {
  return {
    data,
    manifest: splitPath(out, cell.split),
    out: join(out, cell.id),
    ...(adapter !== undefined && { adapter }),
    tune,
    preset,
    ...(size !== undefined && { size }),
    ...(fit !== undefined && { fit }),
    unet: { ...unet, ...ARMS[cell.arm].unet },
    seed: cell.seed,
  };
}

/**
 * The preset's course of the learning rate: a training that only its steps end would have a constant one, so that it can
 * be extended, but the cells of a study end where their file says.
 */
function presetSchedule({ preset }: StudySettings, task: "pretext" | "finetune"): SettingsTree {
  if (!Object.hasOwn(presets, preset)) return {};
  return { schedule: { kind: presets[preset as PresetName][task].schedule } };
}

/** Settings of a pretext cell. */
export function pretextSettings(study: StudySettings, cell: PretextCell): PretrainSettings {
  const flags = merge(
    merge(presetSchedule(study, "pretext"), study.pretext as SettingsTree),
    merge(sharedSettings(study, cell), { loss: { kind: cell.loss } }),
  );
  return loadSettings(pretrainSettings, { flags, sets: [], defaults: pretrainDefaults });
}

/**
 * Settings of a fine-tuning cell. A start from scratch has the preset's network with the arm's changes, as the
 * pretext of that arm has.
 */
export function classifierSettings(study: StudySettings, cell: FinetuneCell): FinetuneSettings {
  const given = merge(presetSchedule(study, "finetune"), study.finetune as SettingsTree);
  const flags = merge(given, {
    ...sharedSettings(study, cell),
    labelFraction: cell.labelFraction,
    ...(cell.view !== undefined && { inputView: cell.view }),
    ...extraSteps(study, cell),
  });
  const settings = loadSettings(finetuneSettings, { flags, sets: [], defaults: finetuneDefaults });
  // Set only now: the defaults would read the pretext's file, which may not be there yet.
  if (cell.pretext !== undefined) settings.init = join(study.out, cell.pretext.id);
  return settings;
}

/** The steps of the pretext on top, for the arm that gets them. */
function extraSteps(study: StudySettings, cell: FinetuneCell): SettingsTree {
  if (!ARMS[cell.arm].getsPretextSteps) return {};
  const own = Number(study.finetune["steps"]);
  return { steps: own + Number(study.pretext["steps"]) };
}

/** Settings of a cell, checked. */
export function cellSettings(
  study: StudySettings,
  cell: StudyCell,
): PretrainSettings | FinetuneSettings {
  return cell.kind === "pretext" ? pretextSettings(study, cell) : classifierSettings(study, cell);
}
