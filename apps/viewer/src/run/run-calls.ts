// What the page asks of the run worker: bytes of run files in, facts and columns out.
import type { StepTimes } from "./read/event-times.ts";
import type { Judgement } from "./read/judge-predictions.ts";
import type { MetricsPiece } from "./read/metrics-reader.ts";
import type { Predictions } from "./read/predictions.ts";
import type { ReportFacts } from "./read/report-facts.ts";
import type { RunFacts } from "./read/run-facts.ts";
import type { StoredFilm } from "./read/stored-restorations.ts";
import type { StudyFacts } from "./read/study-facts.ts";
import type { Restoration } from "./run-state.ts";

/** A file to read. */
interface FileRequest {
  /** Its path, for what is wrong with it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Films of a data set; what else is known of them stays in the worker under the table's number. */
export interface FilmTable {
  readonly number: number;
  readonly files: readonly string[];
}

/** Predictions, which stay in the worker, too, under their number. */
export interface NumberedPredictions {
  readonly number: number;
  readonly predictions: Predictions;
}

/** The calls of the run worker. */
export interface RunCalls {
  /** Reads bytes of a metrics.jsonl; `key` names the file, `isNew` begins it anew. */
  readonly metrics: {
    request: { readonly key: string; readonly isNew: boolean; readonly bytes: Uint8Array };
    /** What came so far of a long file. */
    progress: MetricsPiece;
    result: MetricsPiece;
  };
  readonly record: { request: FileRequest; progress: never; result: RunFacts };
  readonly study: {
    request: FileRequest & { readonly kind: "json" | "csv" };
    progress: never;
    result: StudyFacts;
  };
  readonly report: {
    request: FileRequest & { readonly films: number | undefined };
    progress: never;
    result: {
      readonly facts: ReportFacts;
      readonly answers: NumberedPredictions | undefined;
    };
  };
  readonly predictions: {
    request: FileRequest & { readonly films: number | undefined };
    progress: never;
    result: NumberedPredictions;
  };
  /** Films of a manifest.csv, or of what `pleura view` gives for it. */
  readonly films: {
    request: FileRequest & { readonly kind: "csv" | "json" };
    progress: never;
    result: FilmTable;
  };
  readonly judge: { request: { readonly number: number }; progress: never; result: Judgement };
  /** When steps were done, from the files for TensorBoard in the order of their names. */
  readonly clock: {
    request: { readonly files: readonly Uint8Array[] };
    progress: never;
    result: StepTimes;
  };
  /** A film distorted as the pretext does. */
  readonly distort: {
    request: { readonly image: Float32Array; readonly size: number; readonly sample: number };
    progress: never;
    /** The distorted film, and the film after the same flips. */
    result: { readonly distorted: Float32Array; readonly target: Float32Array };
  };
  /** Films of a restorations.json. */
  readonly storedFilms: { request: FileRequest; progress: never; result: readonly StoredFilm[] };
  /** A picture of that list. */
  readonly storedRestoration: {
    request: { readonly film: StoredFilm; readonly bytes: Uint8Array };
    progress: never;
    result: Restoration;
  };
}
