// Opens what an audit asks from paths: films, classifiers, the restoration model; and asks runs about their test films.
import { dirname } from "node:path";
import { CLASSES, type ManifestRow } from "@pleura/data";
import type { Device } from "@pleura/engine";
import { loadNetwork, type Network } from "@pleura/models";
import { CliError } from "../cli-error.ts";
import { softmaxRows } from "../inference/class-scores.ts";
import { logitsOf } from "../inference/logits-of.ts";
import { type Predictions, predictionsOf } from "../inference/predictions.ts";
import {
  type ClassifierFile,
  describeCheckpoint,
  openClassifier,
  readClassifier,
} from "../node/classifier-file.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { readModelFile } from "../node/load-model.ts";
import { type Preparation, type PreparedImages, prepareImages } from "../node/prepared-images.ts";
import { applyFrozenSplit, hasSplits } from "../node/resolve-splits.ts";
import { viewImages } from "../node/view-images.ts";
import type { Output } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { readRunRecord } from "../run-folder/run-record.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { isAudited } from "./audit-films.ts";
import type { SplitRun } from "./split-gap.ts";
import type { TrainedView } from "./view-audits.ts";

/** What opening things takes besides their paths. */
export interface AuditSurroundings {
  readonly device: Device;
  readonly stop: StopRequest;
  readonly output: Output;
  /** Images per call of a network. */
  readonly batch: number;
  /** Folder of the cache of prepared images. */
  readonly cache: string | undefined;
  /** Runs when the command ends. */
  later(free: () => unknown): void;
}

/** The rows of a data set, with the splits that a run froze when the manifest has none. */
export function splitOf(
  data: string,
  manifest: string | undefined,
  runFolder: string,
): readonly ManifestRow[] {
  const { rows } = openDataset(data, manifest);
  return (hasSplits(rows) ? undefined : applyFrozenSplit(rows, runFolder)) ?? rows;
}

/** Prepares films with a progress line. */
export async function openFilms(
  data: string,
  rows: readonly ManifestRow[],
  preparation: Preparation,
  { output, stop, cache, later }: AuditSurroundings,
): Promise<PreparedImages> {
  const reading = createProgress(output, "audit: reading", rows.length, "films");
  const films = await prepareImages(data, rows, preparation, {
    cache,
    say: (line) => reading.note(`audit: ${line}`),
    onImage: (done) => reading.update(done),
    stop,
  });
  later(() => films.close());
  reading.end();
  stop.check();
  return films;
}

/** Puts a classifier on the device until the command ends. */
export function openAudited(model: ClassifierFile, around: AuditSurroundings): Network {
  const network = openClassifier(model, around.device, around.batch);
  around.later(() => network.destroy());
  return network;
}

/**
 * Opens the restoration model of `--pretext`.
 *
 * @throws {CliError} tag `checkpoint` when it is a classifier
 */
export function openRestoration(
  path: string,
  { device, batch, later }: AuditSurroundings,
): { readonly network: Network; readonly preparation: Preparation } {
  const file = readModelFile(path, "--pretext");
  const { model, extra } = describeCheckpoint(file);
  if (model.kind !== "pretext") {
    throw new CliError(
      "checkpoint",
      `--pretext "${path}": it must be a restoration model, but it is a ${model.kind}. Give a run of pleura pretrain.`,
    );
  }
  const { network } = loadNetwork(device, file.bytes, batch);
  later(() => network.destroy());
  const fit = extra["fit"] === "squash" ? "squash" : "pad";
  return { network, preparation: { size: model.size, fit } };
}

/** Asks a network that was trained on a view about the test films of rows. */
export async function askTrainedView(
  path: string,
  data: string,
  rows: readonly ManifestRow[],
  around: AuditSurroundings,
): Promise<TrainedView> {
  const model = readClassifier(path);
  const { truth, probabilities, patients } = await askAbout(model, data, rows, around);
  return { view: model.view, test: { truth, probabilities, patients, classes: CLASSES.length } };
}

/** Asks a run's classifier about the test films of its own split. */
export async function askOwnSplit(
  path: string,
  data: string,
  around: AuditSurroundings,
): Promise<SplitRun> {
  const model = readClassifier(path);
  const folder = dirname(model.path);
  const { manifest } = readRunRecord(folder).config;
  const rows = splitOf(data, typeof manifest === "string" ? manifest : undefined, folder);
  return { rows, test: await askAbout(model, data, rows, around) };
}

async function askAbout(
  model: ClassifierFile,
  data: string,
  rows: readonly ManifestRow[],
  around: AuditSurroundings,
): Promise<Predictions> {
  const tested = rows.filter((row) => isAudited(row) && row.split === "test");
  const films = await openFilms(data, tested, model, around);
  const images = await viewImages(data, films, model.view, model, around.stop);
  const network = openAudited(model, around);
  const logits = await logitsOf(network, images, [...tested.keys()], () => around.stop.check());
  return { ...predictionsOf(tested, logits), probabilities: softmaxRows(logits) };
}
