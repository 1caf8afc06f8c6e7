// The labelled films of a split that a classifier is judged on, as it sees them.
import type { ManifestRow } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { createImageWorkers } from "../image-workers/image-workers.ts";
import type { Output } from "../output.ts";
import { preparedCacheFolder } from "../prepared-cache/prepared-cache.ts";
import { createProgress } from "../progress/progress.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import type { ClassifierFile } from "./classifier-file.ts";
import { openDataset } from "./dataset-folder.ts";
import { type PreparedImages, prepareImages } from "./prepared-images.ts";
import { applyFrozenSplit, hasSplits, refuseLeaks } from "./resolve-splits.ts";
import { viewImages } from "./view-images.ts";

/** Names that `--split` takes. */
export const JUDGED_SPLITS = ["pretext", "train", "val", "test", "all"] as const;

/** Which films. */
export interface FilmChoice {
  readonly data: string;
  readonly manifest?: string | undefined;
  readonly split: (typeof JUDGED_SPLITS)[number];
}

/** All rows of a data set with their splits, by the manifest or by what the run froze. */
export function rowsWithSplits(
  { data, manifest }: Pick<FilmChoice, "data" | "manifest">,
  runFolder: string,
): readonly ManifestRow[] {
  const { rows } = openDataset(data, manifest);
  return hasSplits(rows) ? rows : (applyFrozenSplit(rows, runFolder) ?? rows);
}

/**
 * Labelled rows of a split.
 *
 * @param command begins what is told
 * @throws {CliError} tag `data` when a patient leaks into the split, or when it is empty
 */
export function labelledRows(
  command: string,
  choice: FilmChoice,
  runFolder: string,
  output: Output,
): ManifestRow[] {
  const { data, split } = choice;
  const rows = rowsWithSplits(choice, runFolder);
  // A patient of the training split tells nothing about new patients.
  const note = split === "val" || split === "test" ? refuseLeaks(rows) : undefined;
  if (note !== undefined) output.say(`${command}: ${note}`);
  const chosen = rows.filter((row) => row.label !== "" && (split === "all" || row.split === split));
  if (chosen.length > 0) return chosen;
  const advice = hasSplits(rows)
    ? "Choose another --split."
    : "Run pleura data split, or give --split all.";
  throw new CliError(
    "data",
    `${command} "${data}": split "${split}" must hold at least one labelled image, but it holds none of the ${rows.length}. ${advice}`,
  );
}

/** Where films are read from, and with what. */
export interface FilmReading {
  readonly data: string;
  /** Folder of the prepared images, or `none`; the user's cache folder when absent. */
  readonly cache?: string | undefined;
  /** Threads that decode; as many as the machine has cores when absent. */
  readonly workers?: number | undefined;
}

/** How a model sees films. */
export type SeenAs = Pick<ClassifierFile, "size" | "fit" | "view">;

/**
 * Labelled rows of the split "val" for thresholds and temperature; none when the chosen split holds them.
 *
 * The choice must have passed {@link labelledRows}.
 */
export function validationRows(choice: FilmChoice, runFolder: string): ManifestRow[] {
  if (choice.split === "val" || choice.split === "all") return [];
  const rows = rowsWithSplits(choice, runFolder);
  return rows.filter(({ label, split }) => label !== "" && split === "val");
}

/**
 * Reads films as the classifier sees them.
 *
 * @param later gets what is to be closed at the end
 * @throws {CliError} tag `data` for films or masks that cannot be read
 * @throws {StoppedError} after a signal
 */
export async function openFilms(
  command: string,
  { data, cache, workers: threads }: FilmReading,
  rows: readonly ManifestRow[],
  model: SeenAs,
  around: {
    readonly output: Output;
    readonly stop: StopRequest;
    readonly later: (free: () => unknown) => void;
  },
): Promise<PreparedImages> {
  const { output, stop, later } = around;
  const reading = createProgress(output, `${command}: reading`, rows.length, "images");
  const workers = createImageWorkers(threads);
  later(() => workers.rest());
  const films = await prepareImages(data, rows, model, {
    cache: preparedCacheFolder(cache),
    workers,
    say: (line) => reading.note(`${command}: ${line}`),
    onImage: (done) => reading.update(done),
    stop,
  });
  later(() => films.close());
  await workers.rest();
  reading.end();
  stop.check();
  const images = await viewImages(data, films, model.view, model, stop);
  stop.check();
  return images;
}
