// What the Explain room does: decodes the selected film, and asks the models about it.
import type { AppContext } from "../app/app-context.ts";
import type { OpenFilm } from "../app/film-list.ts";
import { messageOf } from "../app/start-page.ts";
import type { Store } from "../app/store.ts";
import type { ExplainedClass, ModelFacts } from "../gpu/gpu-calls.ts";
import { CallError } from "../workers/calls.ts";
import type { ExplainState, ShownFilm } from "./explain-state.ts";
import type { ExplainEvent } from "./explain-update.ts";
import { KeptAnswers } from "./kept-answers.ts";
import { asModelInput, type ModelInput } from "./model-input.ts";

/** Explanations that are kept: three maps of 512×512 are 3 MB a film. */
const KEPT = 24;

/** What panels can ask for. */
export interface ExplainEffects {
  /** Shows another film, or none. What was under way for the one before is cancelled. */
  show(film: OpenFilm | undefined): Promise<void>;
  explain(): Promise<void>;
  /** Stops the heatmap that is being made; the map so far stays. */
  stop(): void;
  restore(): Promise<void>;
  /** The models are others now: what they said before is forgotten, and the film is asked about anew. */
  forget(kind: "classifier" | "restorer"): void;
}

/** Makes the effects of a room. */
export function createExplainEffects(
  context: AppContext,
  store: Store<ExplainState, ExplainEvent>,
): ExplainEffects {
  const { app, gpu, images } = context;
  const { dispatch } = store;
  let open: OpenFilm | undefined;
  let showing = new AbortController();
  let explaining = new AbortController();
  const explanations = new KeptAnswers<readonly ExplainedClass[]>(KEPT);

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
    const kept = explanations.of(id);
    if (kept !== undefined) {
      return dispatch({ type: "explained", id, found: { kind: "done", value: kept } });
    }
    dispatch({ type: "explaining", id, done: 0, total: 0, maps: [] });
    try {
      const { classes } = await gpu.call(
        "explain",
        { image: film.input.data },
        { signal, onProgress: (progress) => dispatch({ type: "explaining", id, ...progress }) },
      );
      if (signal.aborted) return;
      explanations.keep(id, classes);
      dispatch({ type: "explained", id, found: { kind: "done", value: classes } });
    } catch (error) {
      // A later heatmap of the same film has begun.
      if (explaining.signal !== signal) return;
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

  return {
    show,
    explain,
    stop: () => explaining.abort(),
    restore,
    forget(kind) {
      if (kind === "classifier") return explanations.forget();
      const film = shown();
      if (film !== undefined) {
        dispatch({ type: "restored", id: film.id, found: { kind: "none" } });
      }
    },
  };
}

function isCancel(error: unknown): boolean {
  return error instanceof CallError && error.kind === "AbortError";
}
