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
 * @param places data set and manifest, which may lie elsewhere now; `out` gets a run folder for each view
 * @returns run folders in the views' order; fewer after a stop
 * @throws {CliError} tag `checkpoint` when the headline has no record
 */
export async function retrainViews(
  headline: string,
  views: readonly InputViewName[],
  places: { readonly out: string; readonly data: string; readonly manifest: string | undefined },
  around: Required<Surroundings>,
  output: Output,
): Promise<string[]> {
  const { config } = readRunRecord(headline);
  const folders: string[] = [];
  for (const view of views) {
    const folder = join(places.out, view);
    output.say(`audit: training on the view ${view} in ${folder}`);
    const isResumed = existsSync(join(folder, RUN_RECORD));
    const { data, manifest } = places;
    const own = isResumed ? readRunRecord(folder).config : { ...config, inputView: view };
    const settings = { ...own, out: folder, data, ...(manifest !== undefined && { manifest }) };
    const { end } = await finetune(checked(settings), isResumed, quiet(output), around);
    if (end === "interrupted") return folders;
    folders.push(folder);
  }
  return folders;
}

function checked(config: SettingsTree): FinetuneSettings {
  return loadSettings(finetuneSettings, { flags: {}, sets: [], defaults: () => config });
}

/** A training's data lines belong to its own command. */
function quiet(output: Output): Output {
  return { ...output, json: () => undefined };
}
