// Audits by small models: how far a histogram, a thumbnail, the file's metadata or the source alone tell the class.
import {
  CLASSES,
  type FeatureRows,
  type FileMetadata,
  fitWithChosenPenalty,
  greyHistogram,
  HISTOGRAM_BINS,
  type LabelledRows,
  learnMetadata,
  THUMBNAIL_SIDE,
  thumbnailOf,
} from "@pleura/data";
import type { StopRequest } from "../signals/stop-request.ts";
import {
  AUDITED_SPLITS,
  type AuditedSplit,
  type AuditFilms,
  classesOf,
  patientsOf,
  rowsOf,
} from "./audit-films.ts";
import {
  type AuditResult,
  type AuditTitle,
  auditResult,
  type DrawOptions,
  type ScoredTest,
} from "./audit-result.ts";

/** Features of every split's films. */
export type SplitFeatures = Readonly<Record<AuditedSplit, FeatureRows>>;

/** How a logistic regression came about, as a note. */
export function penaltyNote({ penalty, isChosen }: { penalty: number; isChosen: boolean }): string {
  const how = isChosen
    ? "chosen on validation films"
    : "the usual one, for lack of validation films";
  return `Logistic regression, balanced classes, penalty ${penalty} ${how}.`;
}

/**
 * Fits on the training films, chooses on the validation films and asks about the test films.
 *
 * @param labels numbers of what is to be told, of every split's films
 */
export function fitAndAsk(
  features: SplitFeatures,
  labels: Readonly<Record<AuditedSplit, readonly number[]>>,
  patients: readonly string[],
  classes: number,
): { readonly test: ScoredTest; readonly note: string } {
  const labelled = (split: AuditedSplit): LabelledRows => ({
    rows: features[split],
    labels: labels[split],
  });
  const fitted = fitWithChosenPenalty({
    classes,
    training: labelled("train"),
    validation: labelled("val"),
  });
  const probabilities = fitted.predict(features.test);
  const test = { truth: labels.test, probabilities, patients, classes };
  return { test, note: penaltyNote(fitted) };
}

/** What the small models are made of. */
export interface SmallModelContext {
  readonly films: AuditFilms;
  /** Side of the prepared films, pixels. */
  readonly size: number;
  /** Metadata of every row of the films. */
  readonly metadata: readonly FileMetadata[];
  readonly headline: ScoredTest;
  /** Most frequent class in training. */
  readonly usual: number;
}

/** All small models that tell the class. */
export async function smallModelAudits(
  context: SmallModelContext,
  options: DrawOptions,
  stop: StopRequest,
): Promise<AuditResult[]> {
  const { films, size, metadata, headline, usual } = context;
  const labels = bySplit((split) => classesOf(rowsOf(films, split)));
  const patients = patientsOf(rowsOf(films, "test"));
  const results: AuditResult[] = [];
  const tell = (title: Omit<AuditTitle, "kind">, features: SplitFeatures): void => {
    const { test, note } = fitAndAsk(features, labels, patients, CLASSES.length);
    const full = { ...title, kind: "small-model", note: `${title.note} ${note}` } as const;
    results.push(auditResult(full, test, usual, options, headline));
  };
  tell(
    {
      name: "histogram",
      question: "How far do the film's grey levels alone tell the class?",
      note: `${HISTOGRAM_BINS} shares of brightness of the prepared film, no places.`,
    },
    await histograms(films, stop),
  );
  tell(
    {
      name: "thumbnail-linear",
      question: `How far does a ${THUMBNAIL_SIDE}×${THUMBNAIL_SIDE} thumbnail alone tell the class?`,
      note: "Means of areas keep exposure, framing, posture and large shadows, and lose all that is fine.",
    },
    await thumbnails(films, size, stop),
  );
  const { encode } = learnMetadata(pick(metadata, films.indices.train));
  tell(
    {
      name: "metadata",
      question: "How far does the file alone tell the class, without a pixel?",
      note: "Width, height, depth, channels, format, and view, sex and age where the manifest has them; neither source nor patient.",
    },
    bySplit((split) => encode(pick(metadata, films.indices[split]))),
  );
  const sources = sourceNames(films);
  tell(
    {
      name: "source-known",
      question: "How far does the name of the source alone tell the class?",
      note: "The confounding of the data set itself: whoever recognises the source can do as well.",
    },
    bySplit((split) =>
      oneHot(
        rowsOf(films, split).map(({ source }) => source),
        sources,
      ),
    ),
  );
  return results;
}

/** Grey-level histograms of the films. */
export function histograms(films: AuditFilms, stop: StopRequest): Promise<SplitFeatures> {
  return eachSplit(films, stop, (film) => greyHistogram(film));
}

function thumbnails(films: AuditFilms, size: number, stop: StopRequest): Promise<SplitFeatures> {
  return eachSplit(films, stop, (film) => thumbnailOf(film, { height: size, width: size }));
}

/** 1 at the place of each word among the known ones, else 0. */
export function oneHot(words: readonly string[], known: readonly string[]): FeatureRows {
  const values = new Float64Array(words.length * known.length);
  for (const [row, word] of words.entries()) {
    const place = known.indexOf(word);
    if (place >= 0) values[row * known.length + place] = 1;
  }
  return { values, width: known.length };
}

/** Sources of the training films, sorted. */
export function sourceNames(films: AuditFilms): string[] {
  return [...new Set(rowsOf(films, "train").map(({ source }) => source))].sort();
}

/** One value for each split. */
export function bySplit<T>(make: (split: AuditedSplit) => T): Record<AuditedSplit, T> {
  return { train: make("train"), val: make("val"), test: make("test") };
}

async function eachSplit(
  { images, indices }: AuditFilms,
  stop: StopRequest,
  measure: (film: Float32Array) => ArrayLike<number>,
): Promise<SplitFeatures> {
  const found: Partial<Record<AuditedSplit, FeatureRows>> = {};
  for (const split of AUDITED_SPLITS) {
    const rows: number[] = [];
    for (const index of indices[split]) {
      stop.check();
      rows.push(...Array.from(measure(await images.image(index))));
    }
    const width = indices[split].length === 0 ? 1 : rows.length / indices[split].length;
    found[split] = { values: Float64Array.from(rows), width };
  }
  return found as SplitFeatures;
}

function pick<T>(items: readonly T[], indices: readonly number[]): T[] {
  return indices.map((index) => items[index] as T);
}
