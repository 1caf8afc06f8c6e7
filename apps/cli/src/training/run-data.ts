// The images of a run: which train, which validate, and proof that a resumed run sees the same ones.
import { type ManifestRow, shuffledOrder } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { freezeSplit, splitRows } from "../node/resolve-splits.ts";
import type { Output } from "../output.ts";
import { fingerprint, readRunRecord } from "../run-folder/run-record.ts";
import { spreadOverLabels } from "./overfit.ts";
import type { TrainingRecipe, TrainingSettings } from "./training-recipe.ts";

/** The images of a run. */
export interface RunData {
  /** Rows the run reads. */
  readonly rows: readonly ManifestRow[];
  /** Indices into `rows`. */
  readonly train: readonly number[];
  readonly validation: readonly number[];
  /** Labels of all images that could be trained on, before a share of them was chosen. */
  readonly epochLabels: readonly ManifestRow["label"][];
  readonly fingerprint: string;
}

/**
 * Chooses the rows of a run by its splits; makes and freezes a split when the manifest has none.
 *
 * @throws {CliError} tag `data` when nothing is left to train on, a patient is in two splits, or a
 * resumed run's data changed
 */
export function chooseRunData<S extends TrainingSettings>(
  recipe: TrainingRecipe<S>,
  output: Output,
): RunData {
  const { settings, command, isResumed } = recipe;
  const { data, manifest, out, splitSeed, validationImages } = settings;
  const split = splitRows(openDataset(data, manifest).rows, splitSeed, isResumed ? out : undefined);
  if (split.note !== undefined) output.say(`${command}: ${split.note}`);
  const used = split.rows.filter((row) => recipe.isUsed(row));
  const validating = used.filter((row) => !recipe.isTrained(row));
  const chosen = new Set(chooseSome(validating, validationImages, splitSeed));
  const trainable = used.filter((row) => recipe.isTrained(row));
  requireRows(trainable.length, command, data);
  const usable = recipe.chooseTrained?.(trainable) ?? trainable;
  const most = settings.overfit ?? (settings.dryRun ? settings.batch : usable.length);
  requireForOverfit(settings.overfit, usable.length, command);
  const trained = new Set(spreadOverLabels(usable, most));
  const rows = used.filter((row) => trained.has(row) || chosen.has(row));
  const train = indices(rows, (row) => recipe.isTrained(row));
  const validation = indices(rows, (row) => !recipe.isTrained(row));
  const found = fingerprint(data, rows);
  if (isResumed) requireSameData(out, found);
  if (split.isNew) {
    freezeSplit(split.rows, out);
    output.say(
      `${command}: the manifest has no splits; a split by patient is frozen in ${out}/split.csv`,
    );
  }
  const epochLabels = trainable.map(({ label }) => label);
  return { rows, train, validation, epochLabels, fingerprint: found };
}

/**
 * Some items of a list, in its order, by a shuffle that depends on the seed and the length only:
 * the first ones would be those of one source or class in a sorted manifest.
 */
export function chooseSome<T>(items: readonly T[], most: number, seed: number): T[] {
  const order = shuffledOrder(items.length, seed, 0).slice(0, most).sort();
  return Array.from(order, (index) => items[index] as T);
}

function indices<T>(items: readonly T[], isWanted: (item: T) => boolean): number[] {
  return [...items.keys()].filter((index) => isWanted(items[index] as T));
}

/** @throws {CliError} tag `usage` when more images are to be learnt by heart than there are */
function requireForOverfit(wanted: number | undefined, count: number, command: string): void {
  if (wanted === undefined || wanted <= count) return;
  throw new CliError(
    "usage",
    `${command} --overfit: it must be at most the ${count} images to train on, but it is ${wanted}. Give fewer, such as 4.`,
  );
}

function requireRows(count: number, command: string, data: string): void {
  if (count > 0) return;
  throw new CliError(
    "data",
    `${command} "${data}": there must be at least one image to train on, but there is none. ` +
      (command === "finetune"
        ? 'Label images and give some the split "train".'
        : 'Give some images the split "pretext" or "train".'),
  );
}

function requireSameData(out: string, found: string): void {
  const { dataFingerprint } = readRunRecord(out);
  if (dataFingerprint === found) return;
  throw new CliError(
    "data",
    `resume "${out}": the data must be as the run began, but its fingerprint is ${found.slice(0, 12)} instead of ${dataFingerprint.slice(0, 12)}. Give the same --data, or start a new run.`,
  );
}
