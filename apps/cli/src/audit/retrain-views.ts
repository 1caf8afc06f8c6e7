// Trains the headline's recipe again on views of the films, each in a run folder of its own.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { InputViewName } from "@pleura/data";
import { loadSettings, type SettingsTree } from "../config/load-settings.ts";
import { type FinetuneSettings, finetuneSettings } from "../config/training-settings.ts";
import type { Output } from "../output.ts";
import { RUN_RECORD, readRunRecord } from "../run-folder/run-record.ts";
import { finetune } from "../training/finetune-run.ts";
import type { Surroundings } from "../training/run-folder-training.ts";

/**
 * Trains one classifier for each view with the settings that the headline's run.json records; what is
 * there already goes on or is kept.
 *
 * @param headline run folder of the headline
 * @param out folder that gets a run folder for each view
 * @returns run folders in the views' order; fewer after a stop
 * @throws {CliError} tag `checkpoint` when the headline has no record
 */
export async function retrainViews(
  headline: string,
  views: readonly InputViewName[],
  out: string,
  around: Required<Surroundings>,
  output: Output,
): Promise<string[]> {
  const { config } = readRunRecord(headline);
  const folders: string[] = [];
  for (const view of views) {
    const folder = join(out, view);
    output.say(`audit: training on the view ${view} in ${folder}`);
    const isResumed = existsSync(join(folder, RUN_RECORD));
    const settings = isResumed ? readRunRecord(folder).config : changed(config, folder, view);
    const { end } = await finetune(checked(settings), isResumed, quiet(output), around);
    if (end === "interrupted") return folders;
    folders.push(folder);
  }
  return folders;
}

function changed(config: SettingsTree, out: string, inputView: InputViewName): SettingsTree {
  return { ...config, out, inputView };
}

function checked(config: SettingsTree): FinetuneSettings {
  return loadSettings(finetuneSettings, { flags: {}, sets: [], defaults: () => config });
}

/** A training's data lines belong to its own command. */
function quiet(output: Output): Output {
  return { ...output, json: () => undefined };
}
