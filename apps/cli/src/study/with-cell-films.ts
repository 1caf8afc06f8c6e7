// Puts a cell's classifier on the device beside films as it sees them, for as long as something asks it.
import { join } from "node:path";
import type { ManifestRow } from "@pleura/data";
import type { Network } from "@pleura/models";
import { type ClassifierFile, openClassifier, readClassifier } from "../node/classifier-file.ts";
import { openFilms } from "../node/labelled-films.ts";
import type { PreparedImages } from "../node/prepared-images.ts";
import { withCleanup } from "../with-cleanup.ts";
import type { StudySummaryContext } from "./summarise-study.ts";

/** A cell's classifier with films. */
export interface CellFilms {
  readonly model: ClassifierFile;
  readonly network: Network;
  readonly images: PreparedImages;
}

/** Images per call of the network. */
const BATCH = 16;

/**
 * Runs work with the classifier of a cell and films.
 *
 * @param id the cell's folder below the study's
 * @throws {StoppedError} after a signal
 */
export function withCellFilms<T>(
  { settings: { data, out }, surroundings: { device, stop }, output }: StudySummaryContext,
  id: string,
  rows: readonly ManifestRow[],
  work: (films: CellFilms) => Promise<T>,
): Promise<T> {
  return withCleanup(async (later) => {
    const model = readClassifier(join(out, id));
    const network = openClassifier(model, device, BATCH);
    later(() => network.destroy());
    const images = await openFilms("study", { data }, rows, model, { output, stop, later });
    return work({ model, network, images });
  });
}
