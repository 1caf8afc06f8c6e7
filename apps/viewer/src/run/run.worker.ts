// The run worker: reads run files, however long they are, and measures predictions, beside the page.
import { distort, RANDOM_OPS, randomStream } from "@pleura/data";
import { moved, serveCalls } from "../workers/serve-calls.ts";
import { stepTimes } from "./read/event-times.ts";
import { type KnownFilms, readFilmTable } from "./read/film-table.ts";
import { judgePredictions } from "./read/judge-predictions.ts";
import {
  createMetricsReader,
  type MetricsPiece,
  type MetricsReader,
} from "./read/metrics-reader.ts";
import {
  type FilmFacts,
  type PatientPredictions,
  predictionsFromCsv,
  predictionsFromReport,
} from "./read/predictions.ts";
import { readJson } from "./read/read-json.ts";
import { reportFacts } from "./read/report-facts.ts";
import { runFacts } from "./read/run-facts.ts";
import { storedFilms, storedRestoration } from "./read/stored-restorations.ts";
import { studyFromCsv, studyFromJson } from "./read/study-facts.ts";
import type { NumberedPredictions, RunCalls } from "./run-calls.ts";

/** Files that are being read, by their key. */
const readers = new Map<string, MetricsReader>();

/** Tables of films, by their number. */
const tables: KnownFilms[] = [];

/** Predictions, by their number. */
const answers: PatientPredictions[] = [];

/** Lines that are read before they are shown, a tenth of a second's work; then the call may be cancelled. */
const LINES_AT_ONCE = 50_000;

serveCalls<RunCalls>(self, {
  async metrics({ key, isNew, bytes }, { signal, progress }) {
    const reader = (isNew ? undefined : readers.get(key)) ?? createMetricsReader();
    readers.set(key, reader);
    reader.give(bytes);
    while (reader.read(LINES_AT_ONCE) && !signal.aborted) {
      const piece = reader.take();
      progress(piece, buffersOf(piece));
      await turn();
    }
    const piece = reader.take();
    return moved(piece, buffersOf(piece));
  },
  record: async ({ name, bytes }) => runFacts(textOf(bytes), name),
  study: async ({ kind, name, bytes }) =>
    kind === "json" ? studyFromJson(textOf(bytes), name) : studyFromCsv(bytes, name),
  async report({ name, bytes, films }) {
    const report = readJson(textOf(bytes), name);
    const found = predictionsFromReport(report, factsBy(films));
    return { facts: reportFacts(report), answers: found && numbered(found) };
  },
  predictions: async ({ name, bytes, films }) =>
    numbered(predictionsFromCsv(bytes, name, factsBy(films))),
  async films({ kind, name, bytes }) {
    const films = readFilmTable(kind, bytes, name);
    return { number: tables.push(films) - 1, files: films.files };
  },
  async judge({ number }) {
    const found = answers[number];
    if (found === undefined) throw new RangeError(`internal: no predictions ${number}`);
    return judgePredictions(found);
  },
  storedFilms: async ({ name, bytes }) => storedFilms(textOf(bytes), name),
  storedRestoration: async ({ film, bytes }) => storedRestoration(film, bytes),
  clock: async ({ files }) => stepTimes(files),
  async distort({ image, size, sample }) {
    const stream = randomStream({ seed: 0, epoch: 0, sample, op: RANDOM_OPS.distort });
    const { distorted, target } = distort(image, { width: size, height: size }, stream);
    return { distorted, target };
  },
});

/** The arrays of a piece, which move to the page instead of being copied. */
function buffersOf({ curves }: MetricsPiece): ArrayBuffer[] {
  return curves.flatMap(({ steps, epochs, values }) =>
    [steps, epochs, values].map((array) => array.buffer as ArrayBuffer),
  );
}

/** Damaged UTF-8 becomes replacement characters: the file is shown as far as it can be. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function factsBy(table: number | undefined): (file: string) => FilmFacts | undefined {
  const films = table === undefined ? undefined : tables[table];
  return (file) => films?.facts.get(file);
}

/** Keeps predictions and gives what the page shows of them. */
function numbered(found: PatientPredictions): NumberedPredictions {
  const { patients: _, ...predictions } = found;
  return { number: answers.push(found) - 1, predictions };
}

/** Lets messages in. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
