// Reads the files of a run into the state, each part by itself: a damaged file leaves the others readable.
import { messageOf } from "../app/start-page.ts";
import { findFilms } from "./find-films.ts";
import { isEventFile, joinPath, RESTORATIONS } from "./read/folder-contents.ts";
import type { MetricsPiece } from "./read/metrics-reader.ts";
import type { NumberedPredictions } from "./run-calls.ts";
import {
  type Answers,
  dataOf,
  keyText,
  type Loaded,
  type RunData,
  type RunKey,
  readyValue,
  type SplitName,
} from "./run-state.ts";
import { loaded, type RunTools } from "./run-tools.ts";
import type { KnownFile, RunSource } from "./sources/run-source.ts";

/** What is known of the metrics files that were read, by the run. */
const known = new WeakMap<RunSource, Map<string, KnownFile>>();

/** Reads the parts of a run that are not read yet. */
export async function readRun(tools: RunTools, key: RunKey): Promise<void> {
  const { store } = tools;
  const source = tools.sources.get(key.place);
  const place = store.state.value.places.find(({ id }) => id === key.place);
  const run = place?.contents.runs.find(({ path }) => path === key.path);
  if (source === undefined || run === undefined || place === undefined) return;
  const has = (name: string): boolean => run.files.has(name);
  const data = dataOf(store.state.value, key);
  const isNew = (part: keyof RunData): boolean => data?.[part] === undefined;
  const work: Promise<unknown>[] = [];
  if (has("run.json") && isNew("facts")) work.push(readFacts(tools, key, source));
  if (has("metrics.jsonl") && isNew("curves")) work.push(readMetrics(tools, key, source));
  if (run.hasRestorations && isNew("restorations")) work.push(readRestorations(tools, key, source));
  const splits = (["test", "val"] as const).filter(
    (split) => has(`predictions-${split}.csv`) && data?.answers[split] === undefined,
  );
  const report = isNew("report") ? run.report : undefined;
  if (splits.length > 0 || report !== undefined) {
    work.push(
      readFilms(tools, key).then((films) =>
        Promise.all([
          ...splits.map((split) => readSplit(tools, key, source, split, films)),
          ...(report === undefined ? [] : [readReport(tools, key, source, report, films)]),
        ]),
      ),
    );
  }
  await Promise.all(work);
}

async function readFacts({ store, reader }: RunTools, key: RunKey, source: RunSource) {
  const name = joinPath(key.path, "run.json");
  await loaded(
    async () => reader.call("record", { name, bytes: await source.read(name) }),
    (facts) => store.dispatch({ type: "data-read", key, data: { facts } }),
  );
}

async function readRestorations({ store, reader }: RunTools, key: RunKey, source: RunSource) {
  const folder = joinPath(key.path, "restorations");
  const name = joinPath(folder, RESTORATIONS);
  await loaded(
    async () => {
      const films = await reader.call("storedFilms", { name, bytes: await source.read(name) });
      return Promise.all(
        films.map(async (film) => {
          const bytes = await source.read(joinPath(folder, film.picture));
          return reader.call("storedRestoration", { film, bytes });
        }),
      );
    },
    (restorations) => store.dispatch({ type: "data-read", key, data: { restorations } }),
  );
}

async function readMetrics(tools: RunTools, key: RunKey, source: RunSource): Promise<void> {
  tools.store.dispatch({ type: "data-read", key, data: { curves: { kind: "loading" } } });
  try {
    await readTail(tools, key, source);
    await readClock(tools, key);
  } catch (error) {
    const curves = { kind: "failed", reason: messageOf(error) } as const;
    tools.store.dispatch({ type: "data-read", key, data: { curves } });
  }
}

/** Reads what a run's metrics have grown by. */
export async function refreshMetrics(tools: RunTools, key: RunKey): Promise<void> {
  const source = tools.sources.get(key.place);
  const curves = dataOf(tools.store.state.value, key)?.curves;
  if (source === undefined || curves?.kind !== "ready") return;
  if (await readTail(tools, key, source)) await readClock(tools, key);
}

/** True when there was something new. */
async function readTail(
  { store, reader }: RunTools,
  key: RunKey,
  source: RunSource,
): Promise<boolean> {
  const files = known.get(source) ?? new Map<string, KnownFile>();
  known.set(source, files);
  const before = files.get(key.path);
  const path = joinPath(key.path, "metrics.jsonl");
  const { bytes, from, id } = await source.tail(path, before);
  const isNew = before === undefined || from === 0;
  files.set(key.path, { id, size: from + bytes.length });
  if (bytes.length === 0 && !isNew) return false;
  let isFirst = isNew;
  const show = (piece: MetricsPiece): void => {
    store.dispatch({ type: "metrics-read", key, isNew: isFirst, piece });
    isFirst = false;
  };
  const request = { key: keyText(key), isNew, bytes };
  const transfer = [bytes.buffer as ArrayBuffer];
  show(await reader.call("metrics", request, { onProgress: show, transfer }));
  return true;
}

/** Reads when steps were done, once somebody wants to see it: only the event files for TensorBoard say so. */
export async function readClock(tools: RunTools, key: RunKey): Promise<void> {
  const { store, reader, sources } = tools;
  if (store.state.value.curveView.axis !== "time") return;
  const source = sources.get(key.place);
  const place = store.state.value.places.find(({ id }) => id === key.place);
  const run = place?.contents.runs.find(({ path }) => path === key.path);
  const names = [...(run?.files ?? [])].filter(isEventFile).sort();
  if (source === undefined || names.length === 0) return;
  try {
    const files = await Promise.all(names.map((name) => source.read(joinPath(key.path, name))));
    store.dispatch({ type: "clock-read", key, clock: await reader.call("clock", { files }) });
  } catch (error) {
    tools.context.tell("warning", messageOf(error));
  }
}

/** Films of the run's data set; their sources and patients make intervals and filters better. */
async function readFilms(tools: RunTools, key: RunKey): Promise<number | undefined> {
  const { films, problem } = await findFilms(tools, key);
  tools.store.dispatch({ type: "data-read", key, data: { filmsMissing: problem } });
  return films[0]?.table.number;
}

async function readSplit(
  tools: RunTools,
  key: RunKey,
  source: RunSource,
  split: "test" | "val",
  films: number | undefined,
): Promise<void> {
  const name = joinPath(key.path, `predictions-${split}.csv`);
  await readAnswers(tools, key, split, async () =>
    tools.reader.call("predictions", { name, bytes: await source.read(name), films }),
  );
}

async function readReport(
  tools: RunTools,
  key: RunKey,
  source: RunSource,
  name: string,
  films: number | undefined,
): Promise<void> {
  const { store, reader } = tools;
  const found = await loaded(
    async () => reader.call("report", { name, bytes: await source.read(name), films }),
    (report) => {
      const facts = readyValue(report)?.facts;
      const data = facts === undefined ? report : ({ kind: "ready", value: facts } as const);
      store.dispatch({ type: "data-read", key, data: { report: data as RunData["report"] } });
    },
  );
  const { answers } = found ?? {};
  if (answers !== undefined) await readAnswers(tools, key, "report", async () => answers);
}

async function readAnswers(
  { store, reader }: RunTools,
  key: RunKey,
  split: SplitName,
  read: () => Promise<NumberedPredictions>,
): Promise<void> {
  const tell = (answers: Loaded<Answers>): void =>
    store.dispatch({ type: "answers-read", key, split, answers });
  tell({ kind: "loading" });
  try {
    const { number, predictions } = await read();
    await loaded(
      () => reader.call("judge", { number }),
      (judgement) => tell({ kind: "ready", value: { predictions, judgement } }),
    );
  } catch (error) {
    tell({ kind: "failed", reason: messageOf(error) });
  }
}
