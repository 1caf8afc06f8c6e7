// What a classifier said about labelled images, with all that its evaluation needs to know of them.
import { classIndex, type ManifestRow, patientKey, sexOf } from "@pleura/data";
import { softmaxRows } from "./class-scores.ts";

/** Predictions for labelled images. */
export interface Predictions {
  readonly files: readonly string[];
  readonly sources: readonly string[];
  /** Patient of each image; images of one patient are resampled together. */
  readonly patients: readonly string[];
  /** View of each image as the manifest names it; empty when unknown. */
  readonly views: readonly string[];
  /** "female", "male" or another word of the manifest's column "sex"; empty when unknown. */
  readonly sexes: readonly string[];
  /** Class numbers. */
  readonly truth: readonly number[];
  /** `[n, 3]`, as the network gives them. */
  readonly logits: Float32Array;
  /** `[n, 3]`, rows sum to 1. */
  readonly probabilities: Float64Array;
}

/** Predictions of labelled images from their logits `[n, 3]`. */
export function predictionsOf(rows: readonly ManifestRow[], logits: Float32Array): Predictions {
  return {
    files: rows.map(({ file }) => file),
    sources: rows.map(({ source }) => source),
    patients: rows.map(patientKey),
    views: rows.map(({ view }) => view),
    sexes: rows.map(({ extra }) => sexOf(extra["sex"] ?? "")),
    truth: rows.map(({ label }) => classIndex(label)),
    logits,
    probabilities: softmaxRows(logits),
  };
}
