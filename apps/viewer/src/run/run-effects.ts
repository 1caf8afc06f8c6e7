// What the Run room does: opens folders, reads runs, follows those that train, hands films to the Explain room.
import type { AppContext } from "../app/app-context.ts";
import { droppedFiles } from "../app/dropped-files.ts";
import type { OpenedFile } from "../app/opened-file.ts";
import { messageOf } from "../app/start-page.ts";
import type { Store } from "../app/store.ts";
import { findFilm } from "./find-films.ts";
import { joinPath } from "./read/folder-contents.ts";
import { readClock, readRun, refreshMetrics } from "./read-run.ts";
import { readThumbnails } from "./read-thumbnails.ts";
import { restoreFilms } from "./restore-films.ts";
import type { RunClient } from "./run-client.ts";
import { type CurveView, dataOf, type RunKey, type RunState, readyValue } from "./run-state.ts";
import type { RunTools } from "./run-tools.ts";
import type { RunEvent } from "./run-update.ts";
import { droppedSource } from "./sources/dropped-source.ts";
import type { RunSource } from "./sources/run-source.ts";
import { servedSource } from "./sources/served-source.ts";

/** What panels may ask for. */
export interface RunEffects {
  openServed(index: string): Promise<void>;
  openFiles(files: readonly OpenedFile[]): Promise<void>;
  /** Opens a dropped folder; must be called while the drop is handled. */
  openDrop(transfer: DataTransfer): Promise<void>;
  close(id: number): void;
  select(key: RunKey): Promise<void>;
  compare(key: RunKey | undefined): Promise<void>;
  /** Draws the curves in another way. */
  viewCurves(view: Partial<CurveView>): Promise<void>;
  showStudy(id: number): void;
  /** Opens films of the selected run's predictions in the Explain room. */
  openFilms(rows: readonly number[]): Promise<void>;
  /** Makes thumbnails of films until the returned function is called. */
  showThumbnails(key: RunKey, files: readonly string[]): () => void;
  /** Loads the selected run's checkpoint for the Explain room. */
  useModel(key: RunKey): Promise<void>;
  restore(key: RunKey): Promise<void>;
  /** Follows what grows until the returned function is called. */
  follow(): () => void;
}

/** How often a run that trains is asked for new steps: a step of a large model takes about as long. */
const FOLLOW_MS = 2000;

/** Every so many times the list of files is asked for, too. */
const LIST_EVERY = 3;

/** Films that are handed to the Explain room at once. */
const MOST_FILMS_AT_ONCE = 200;

/** Makes the effects of a room. */
export function createRunEffects(
  context: AppContext,
  store: Store<RunState, RunEvent>,
  reader: RunClient,
): RunEffects {
  const sources = new Map<number, RunSource>();
  let made = 0;
  const tools: RunTools = { context, store, reader, sources };
  const open = async (source: RunSource): Promise<void> => {
    store.dispatch({ type: "opening" });
    try {
      const listing = await source.list();
      made += 1;
      sources.set(made, source);
      store.dispatch({ type: "opened", id: made, listing, isLive: source.isLive });
      const { contents } = store.state.value.places.at(-1) ?? {};
      if (contents !== undefined && contents.dataSets.length > 0) {
        store.dispatch({ type: "films-opened" });
      }
      await Promise.all([readStudy(tools, made, source), readSelected()]);
    } catch (error) {
      store.dispatch({ type: "opening-failed" });
      context.tell("error", messageOf(error));
    }
  };
  const readSelected = async (): Promise<void> => {
    const { selected } = store.state.value;
    if (selected !== undefined) await readRun(tools, selected);
  };
  return {
    openServed: (index) => open(servedSource(index, reader)),
    openFiles: (files) => open(droppedSource(files, reader)),
    async openDrop(transfer) {
      const { files, isComplete } = await droppedFiles(transfer);
      if (!isComplete) {
        context.tell("warning", "The folder holds more files than are taken: some are left out.");
      }
      if (files.length > 0) await open(droppedSource(files, reader));
    },
    close(id) {
      sources.delete(id);
      store.dispatch({ type: "closed", id });
    },
    async select(key) {
      store.dispatch({ type: "run-selected", key });
      await readRun(tools, key);
    },
    async compare(key) {
      store.dispatch({ type: "run-compared", key });
      if (key !== undefined) await readRun(tools, key);
    },
    async viewCurves(view) {
      store.dispatch({ type: "curves-viewed", view });
      const { selected, compared } = store.state.value;
      for (const key of [selected, compared]) if (key !== undefined) await readClock(tools, key);
    },
    showStudy: (id) => store.dispatch({ type: "study-shown", id }),
    async openFilms(rows) {
      const { selected, split } = store.state.value;
      const predictions = readyValue(
        dataOf(store.state.value, selected)?.answers[split],
      )?.predictions;
      if (selected === undefined || predictions === undefined) return;
      const names = rows.slice(0, MOST_FILMS_AT_ONCE).map((row) => predictions.files[row] ?? "");
      const found = await Promise.all(names.map((name) => findFilm(tools, selected, name)));
      const files = found.filter((file) => file !== undefined);
      if (files.length > 0) context.openFilms(files);
      if (files.length < names.length) {
        context.tell(
          "warning",
          `${names.length - files.length} of ${names.length} films are not here. Open the folder of the data set too.`,
        );
      }
    },
    showThumbnails(key, files) {
      const stopper = new AbortController();
      const find = (file: string) => findFilm(tools, key, file);
      void readThumbnails(tools, key, files, find, stopper.signal);
      return () => stopper.abort();
    },
    async useModel(key) {
      const place = store.state.value.places.find(({ id }) => id === key.place);
      const run = place?.contents.runs.find(({ path }) => path === key.path);
      const name = ["best", "last"]
        .map((one) => `${one}.safetensors`)
        .find((one) => run?.files.has(one));
      const source = sources.get(key.place);
      if (name === undefined || source === undefined) return;
      const path = joinPath(key.path, name);
      const { trainedOn } = readyValue(dataOf(store.state.value, key)?.facts) ?? {};
      const loaded = await context.loadModel(
        { name: path, bytes: () => source.read(path) },
        trainedOn,
      );
      if (loaded !== undefined)
        context.tell("info", `The ${loaded.kind} of ${path} is in use now.`);
    },
    restore: (key) => restoreFilms(tools, key),
    follow: () => follow(tools),
  };
}

/** Reads the table of a study. */
async function readStudy(tools: RunTools, id: number, source: RunSource): Promise<void> {
  const { store, reader } = tools;
  const folder = store.state.value.places.find((place) => place.id === id)?.contents.study;
  if (folder === undefined) return;
  const tell = (study: Parameters<typeof studyEvent>[1]): void =>
    store.dispatch(studyEvent(id, study));
  tell({ kind: "loading" });
  const paths = new Set((await source.list()).files.map(({ path }) => path));
  const kind = (["json", "csv"] as const).find((one) =>
    paths.has(joinPath(folder, `study.${one}`)),
  );
  if (kind === undefined) {
    tell({
      kind: "failed",
      reason: "The study has no table yet: study.json is written at its end.",
    });
    return;
  }
  const name = joinPath(folder, `study.${kind}`);
  try {
    const bytes = await source.read(name);
    tell({ kind: "ready", value: await reader.call("study", { kind, name, bytes }) });
  } catch (error) {
    tell({ kind: "failed", reason: messageOf(error) });
  }
}

function studyEvent(
  id: number,
  study: Extract<RunEvent, { type: "study-read" }>["study"],
): RunEvent {
  return { type: "study-read", id, study };
}

/** Asks live sources again and again, but not while nobody looks. */
function follow(tools: RunTools): () => void {
  const { sources } = tools;
  let turn = 0;
  let isBusy = false;
  const ask = async (): Promise<void> => {
    const { places, selected, compared } = tools.store.state.value;
    turn += 1;
    if (turn % LIST_EVERY === 0) {
      for (const { id } of places.filter(({ isLive }) => isLive)) {
        const listing = await sources.get(id)?.list();
        if (listing !== undefined) tools.store.dispatch({ type: "listed", id, listing });
      }
      // Parts that were not there before are read now.
      for (const key of [selected, compared]) if (key !== undefined) await readRun(tools, key);
    }
    for (const key of [selected, compared]) {
      if (key !== undefined && sources.get(key.place)?.isLive) await refreshMetrics(tools, key);
    }
  };
  const timer = setInterval(() => {
    if (isBusy || document.hidden) return;
    isBusy = true;
    ask()
      .catch((error: unknown) => tools.context.tell("warning", messageOf(error)))
      .finally(() => {
        isBusy = false;
      });
  }, FOLLOW_MS);
  return () => clearInterval(timer);
}
