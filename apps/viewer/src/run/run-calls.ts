// What the page asks of the run worker: bytes of run files in, facts and columns out.
import type { StepTimes } from "./read/event-times.ts";
import type { Judgement } from "./read/judge-predictions.ts";
import type { MetricsPiece } from "./read/metrics-reader.ts";
import type { FilmFacts, Predictions } from "./read/predictions.ts";
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

/** Films of a data set, column by column. */
export interface FilmTable {
  readonly files: readonly string[];
  readonly facts: readonly FilmFacts[];
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
    request: FileRequest & { readonly films: FilmTable | undefined };
    progress: never;
    result: { readonly facts: ReportFacts; readonly predictions: Predictions | undefined };
  };
  readonly predictions: {
    request: FileRequest & { readonly films: FilmTable | undefined };
    progress: never;
    result: Predictions;
  };
  /** Films of a manifest.csv, or of what `pleura view` gives for it. */
  readonly films: {
    request: FileRequest & { readonly kind: "csv" | "json" };
    progress: never;
    result: FilmTable;
  };
  readonly judge: { request: Predictions; progress: never; result: Judgement };
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
