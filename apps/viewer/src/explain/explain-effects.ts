// What the Explain room does: decodes the selected film, asks the models, and saves files.
import { writeNpy } from "@pleura/data";
import type { AppContext } from "../app/app-context.ts";
import type { FilmList, OpenFilm } from "../app/film-list.ts";
import { oneLine } from "../app/page-text.ts";
import { messageOf } from "../app/start-page.ts";
import type { Store } from "../app/store.ts";
import type { ModelFacts } from "../gpu/gpu-calls.ts";
import { CallError } from "../workers/calls.ts";
import { type Caller, makeCalls } from "../workers/make-calls.ts";
import { startWorker } from "../workers/start-worker.ts";
import { classLabel } from "./class-label.ts";
import type { ExplainState, ShownFilm } from "./explain-state.ts";
import type { ExplainEvent } from "./explain-update.ts";
import type { PictureKind } from "./export-layout.ts";
import { pictureFilm } from "./export-picture.ts";
import { layerTitle } from "./layer-title.ts";
import { asModelInput, type ModelInput } from "./model-input.ts";
import type { PictureCalls } from "./picture-calls.ts";
import { safeFileName } from "./safe-file-name.ts";
import { saveFile } from "./save-file.ts";
import { sharesTable } from "./shares-table.ts";

/** What panels can ask for. */
export interface ExplainEffects {
  /** Shows another film, or none. What was under way for the one before is cancelled. */
  show(film: OpenFilm | undefined): Promise<void>;
  explain(): Promise<void>;
  /** Stops the heatmap that is being made; the map so far stays. */
  stop(): void;
  restore(): Promise<void>;
  savePicture(kind: PictureKind): Promise<void>;
  saveMap(): void;
  saveShares(): void;
}

/** Makes the effects of a room. */
export function createExplainEffects(
  context: AppContext,
  films: FilmList,
  store: Store<ExplainState, ExplainEvent>,
): ExplainEffects {
  const { app, gpu, images, tell } = context;
  const { dispatch } = store;
  let open: OpenFilm | undefined;
  let showing = new AbortController();
  let explaining = new AbortController();
  let pictures: Caller<PictureCalls> | undefined;

  const shown = (): ShownFilm | undefined => store.state.peek().film;

  async function decode(film: OpenFilm, eye: ModelFacts | undefined) {
    const bytes = await film.file.bytes();
    return images.call(
      "decode",
      { name: film.file.name, bytes, eye },
      { transfer: [bytes.buffer as ArrayBuffer], signal: showing.signal },
    );
  }

  async function show(film: OpenFilm | undefined): Promise<void> {
    showing.abort();
    explaining.abort();
    showing = new AbortController();
    open = film;
    if (film === undefined) return dispatch({ type: "film-closed" });
    const eye = app.state.peek().classifier?.facts;
    dispatch({ type: "film-opening", id: film.id, name: film.file.name });
    try {
      const { film: found, input } = await decode(film, eye);
      if (open !== film) return;
      const { display } = found;
      dispatch({
        type: "film-shown",
        film: {
          ...{ id: film.id, name: film.file.name, display },
          input: input && eye && asModelInput(input, display, eye),
          probabilities: { kind: "none" },
          maps: [],
          explained: { kind: "none" },
          restored: { kind: "none" },
        },
      });
    } catch (error) {
      if (open === film && !isCancel(error)) {
        dispatch({ type: "film-refused", id: film.id, reason: messageOf(error) });
      }
      return;
    }
    await classify(film);
    if (open === film) await explain();
  }

  async function classify({ id, probabilities }: OpenFilm): Promise<void> {
    const input = shown()?.input;
    if (input === undefined) return;
    if (probabilities !== undefined) {
      return dispatch({ type: "classified", id, found: { kind: "done", value: probabilities } });
    }
    dispatch({ type: "classified", id, found: { kind: "running", done: 0, total: 1 } });
    try {
      const found = await gpu.call("classify", { image: input.data });
      const value = found.probabilities;
      dispatch({ type: "classified", id, found: { kind: "done", value } });
    } catch (error) {
      dispatch({ type: "classified", id, found: { kind: "failed", reason: messageOf(error) } });
    }
  }

  async function explain(): Promise<void> {
    const film = shown();
    if (film?.input === undefined) return;
    const { id } = film;
    explaining.abort();
    explaining = new AbortController();
    const { signal } = explaining;
    dispatch({ type: "explaining", id, done: 0, total: 0, maps: [] });
    try {
      const { classes } = await gpu.call(
        "explain",
        { image: film.input.data },
        { signal, onProgress: (progress) => dispatch({ type: "explaining", id, ...progress }) },
      );
      if (!signal.aborted)
        dispatch({ type: "explained", id, found: { kind: "done", value: classes } });
    } catch (error) {
      const found = isCancel(error)
        ? ({ kind: "none" } as const)
        : ({ kind: "failed", reason: messageOf(error) } as const);
      dispatch({ type: "explained", id, found });
    }
  }

  /** The film as the restoration model wants it, which may be another size than the classifier's. */
  async function restorerInput(film: ShownFilm, eye: ModelFacts): Promise<ModelInput> {
    const { classifier } = app.state.peek();
    const isSame =
      classifier?.facts.size === eye.size &&
      classifier.facts.fit === eye.fit &&
      classifier.facts.view === "whole";
    if (isSame && film.input !== undefined) return film.input;
    if (open === undefined) throw new Error("restore: a film must be open, but none is. Open one.");
    const { input } = await decode(open, { ...eye, view: "whole" });
    return asModelInput(input as Float32Array, film.display, eye);
  }

  async function restore(): Promise<void> {
    const film = shown();
    const eye = app.state.peek().restorer?.facts;
    if (film === undefined || eye === undefined) return;
    const { id } = film;
    dispatch({ type: "restored", id, found: { kind: "running", done: 0, total: 1 } });
    try {
      const input = await restorerInput(film, eye);
      const found = await gpu.call("restore", { image: input.data });
      dispatch({ type: "restored", id, found: { kind: "done", value: { ...found, input } } });
      if (shown()?.id === id) dispatch({ type: "layer-chosen", layer: "restored" });
    } catch (error) {
      dispatch({ type: "restored", id, found: { kind: "failed", reason: messageOf(error) } });
    }
  }

  async function savePicture(kind: PictureKind): Promise<void> {
    const { film, look, overlay } = store.state.peek();
    if (film === undefined) return;
    const what = kind === "film" ? "film" : `${kind}-${layerTitle(overlay)}`;
    try {
      pictures ??= makeCalls<PictureCalls>(startWorker("picture.worker"));
      const found = await pictures.call("draw", { kind, film: pictureFilm(film), look, overlay });
      saveFile(safeFileName({ film: film.id, what, ending: "png" }), found);
    } catch (error) {
      tell("error", messageOf(error));
    }
  }

  return {
    show,
    explain,
    stop: () => explaining.abort(),
    restore,
    savePicture,
    saveMap() {
      const { film, overlay } = store.state.peek();
      const found = film?.maps.find(({ classIndex }) => classIndex === overlay.classIndex);
      if (film === undefined || found === undefined) return;
      const side = Math.round(Math.sqrt(found.map.length));
      const bytes = writeNpy({ shape: [side, side], data: found.map });
      const what = `heatmap-${classLabel(overlay.classIndex)}`;
      saveFile(safeFileName({ film: film.id, what, ending: "npy" }), new Blob([bytes as BlobPart]));
    },
    saveShares() {
      const rows = films.shares?.() ?? shownShares(shown());
      const table = sharesTable(rows.map((row) => ({ ...row, file: oneLine(row.file) })));
      saveFile("pleura-shares.csv", new Blob([table], { type: "text/csv" }));
    },
  };
}

function shownShares(film: ShownFilm | undefined) {
  if (film?.probabilities.kind !== "done") return [];
  return [{ file: film.name, probabilities: film.probabilities.value }];
}

function isCancel(error: unknown): boolean {
  return error instanceof CallError && error.kind === "AbortError";
}
