// Which films of a run's predictions are listed: right or wrong, by class, source, confidence and name.
import { confidenceOf, type Predictions } from "./predictions.ts";

/** What to list; a part that is undefined lets every film pass. */
export interface FilmFilter {
  readonly isRight?: boolean | undefined;
  /** Class numbers. */
  readonly truth?: number | undefined;
  readonly predicted?: number | undefined;
  readonly source?: string | undefined;
  /** Least and greatest confidence, shares. */
  readonly confidence: readonly [low: number, high: number];
  /** Words that the file name must hold. */
  readonly search: string;
}

/** Orders of the list. */
export const FILM_ORDERS = ["as listed", "least sure first", "surest first"] as const;

/** An order of the list. */
export type FilmOrder = (typeof FILM_ORDERS)[number];

/** Lets every film pass. */
export const ALL_FILMS: FilmFilter = { confidence: [0, 1], search: "" };

/** Rows of the films that pass, in the wanted order. Films without a known label are neither right nor wrong. */
export function chosenFilms(
  predictions: Predictions,
  filter: FilmFilter,
  order: FilmOrder,
): Uint32Array {
  const { files, sources, truth, predicted } = predictions;
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  const rows: number[] = [];
  const [low, high] = filter.confidence;
  for (let row = 0; row < files.length; row += 1) {
    if (filter.truth !== undefined && truth[row] !== filter.truth) continue;
    if (filter.predicted !== undefined && predicted[row] !== filter.predicted) continue;
    if (filter.source !== undefined && sources[row] !== filter.source) continue;
    if (filter.isRight !== undefined) {
      if ((truth[row] as number) < 0) continue;
      if ((truth[row] === predicted[row]) !== filter.isRight) continue;
    }
    const confidence = confidenceOf(predictions, row);
    if (!(confidence >= low && confidence <= high)) continue;
    if (words.length > 0) {
      const name = (files[row] ?? "").toLowerCase();
      if (!words.every((word) => name.includes(word))) continue;
    }
    rows.push(row);
  }
  if (order === "as listed") return Uint32Array.from(rows);
  const confidences = Float64Array.from(files.keys(), (row) => confidenceOf(predictions, row));
  const sign = order === "least sure first" ? 1 : -1;
  const by = (row: number): number => sign * (confidences[row] as number);
  return Uint32Array.from(rows.sort((a, b) => by(a) - by(b) || a - b));
}

/** Sources of the films by name. */
export function sourcesOf({ sources }: Predictions): readonly string[] {
  return [...new Set(sources)].filter((one) => one !== "").sort();
}
