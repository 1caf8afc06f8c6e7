// Opens what an audit asks from paths: films, classifiers, the restoration model; and asks runs about their test films.
import { dirname } from "node:path";
import type { ManifestRow } from "@pleura/data";
import type { Device } from "@pleura/engine";
import { loadNetwork, type Network } from "@pleura/models";
import { CliError } from "../cli-error.ts";
import type { Predictions } from "../inference/predictions.ts";
import {
  type ClassifierFile,
  describeCheckpoint,
  openClassifier,
  readClassifier,
} from "../node/classifier-file.ts";
import { openFilms as openSeenFilms, rowsWithSplits } from "../node/labelled-films.ts";
import { readModelFile } from "../node/load-model.ts";
import type { Preparation, PreparedImages } from "../node/prepared-images.ts";
import type { Output } from "../output.ts";
import { readRunRecord } from "../run-folder/run-record.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { askNetwork, filmsBySplit, isAudited, scoredClasses } from "./audit-films.ts";
import type { SplitRun } from "./split-gap.ts";
import type { TrainedView } from "./view-audits.ts";

/** What opening things takes besides their paths. */
export interface AuditSurroundings {
  readonly device: Device;
  readonly stop: StopRequest;
  readonly output: Output;
  /** Images per call of a network. */
  readonly batch: number;
  /** Folder of the prepared images, or `none`; the user's cache folder when absent. */
  readonly cache?: string | undefined;
  /** Threads that decode; as many as the machine has cores when absent. */
  readonly workers?: number | undefined;
  /** Gets what is to be closed at the end. */
  readonly later: (free: () => unknown) => void;
}

/** Reads whole films, prepared for a model. */
export function openFilms(
  data: string,
  rows: readonly ManifestRow[],
  { size, fit }: Preparation,
  around: AuditSurroundings,
): Promise<PreparedImages> {
  const { cache, workers } = around;
  const seen = { size, fit, view: "whole" } as const;
  return openSeenFilms("audit", { data, cache, workers }, rows, seen, around);
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
  return { view: model.view, test: scoredClasses(await askAbout(model, data, rows, around)) };
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
  const own = typeof manifest === "string" ? manifest : undefined;
  const rows = rowsWithSplits({ data, manifest: own }, folder);
  return { rows, test: await askAbout(model, data, rows, around) };
}

async function askAbout(
  model: ClassifierFile,
  data: string,
  rows: readonly ManifestRow[],
  around: AuditSurroundings,
): Promise<Predictions> {
  const tested = rows.filter((row) => isAudited(row) && row.split === "test");
  const { cache, workers, stop } = around;
  const images = await openSeenFilms("audit", { data, cache, workers }, tested, model, around);
  return askNetwork(openAudited(model, around), filmsBySplit(images), stop);
}
