// The Explain room's update: the next state of an event, without doing anything.
import { CLASSES } from "@pleura/data";
import type { ClassMap, ExplainedClass } from "../gpu/gpu-calls.ts";
import { firstWindow } from "../view/grey-window.ts";
import { fitted, type Point, toFilm } from "../view/viewport.ts";
import type {
  ExplainState,
  Layer,
  LayerState,
  RestoredFilm,
  ShownFilm,
  Work,
} from "./explain-state.ts";
import { type LookEvent, updateLook } from "./look-update.ts";

/** What changes the layer. */
export type LayerEvent =
  | { readonly type: "layer-chosen"; readonly layer: Layer }
  | { readonly type: "layer-switched"; readonly isOn: boolean }
  | { readonly type: "class-chosen"; readonly classIndex: number }
  | { readonly type: "class-stepped"; readonly by: 1 | -1 }
  | { readonly type: "opacity-set"; readonly opacity: number }
  | { readonly type: "fading-switched"; readonly isFading: boolean }
  | { readonly type: "bar-switched"; readonly hasBar: boolean }
  | { readonly type: "threshold-set"; readonly threshold: number }
  | { readonly type: "colour-map-chosen"; readonly colourMap: string };

/** What the workers found. Events of a film that is no longer on the table change nothing. */
export type FilmEvent =
  | { readonly type: "film-opening"; readonly id: number; readonly name: string }
  | { readonly type: "film-refused"; readonly id: number; readonly reason: string }
  | { readonly type: "film-shown"; readonly film: ShownFilm }
  | { readonly type: "film-closed" }
  | { readonly type: "classified"; readonly id: number; readonly found: Work<Float32Array> }
  | {
      readonly type: "explaining";
      readonly id: number;
      readonly done: number;
      readonly total: number;
      readonly maps: readonly ClassMap[];
    }
  | {
      readonly type: "explained";
      readonly id: number;
      readonly found: Work<readonly ExplainedClass[]>;
    }
  | { readonly type: "restored"; readonly id: number; readonly found: Work<RestoredFilm> };

/** What can happen in the room. */
export type ExplainEvent =
  | LookEvent
  | LayerEvent
  | FilmEvent
  | { readonly type: "help-opened"; readonly isOpen: boolean }
  /** A place in the pane; undefined when the pointer has left it. */
  | { readonly type: "pointed"; readonly at: Point | undefined };

/** A press of [ or ] changes the opacity by this. */
export const OPACITY_STEP = 0.1;

/** The next state. */
export function updateExplain(state: ExplainState, event: ExplainEvent): ExplainState {
  switch (event.type) {
    case "help-opened":
      return { ...state, isHelpOpen: event.isOpen };
    case "pointed":
      return point(state, event.at);
    case "film-opening":
      // The film before it stays in sight until the new one is there, so that leafing does not flicker.
      return { ...state, news: { id: event.id, name: event.name, reason: undefined } };
    case "film-refused":
      if (state.news?.id !== event.id) return state;
      return { ...state, film: undefined, news: { ...state.news, reason: event.reason } };
    case "film-shown":
      return showFilm(state, event.film);
    case "film-closed":
      return { ...state, film: undefined, news: undefined };
    case "classified":
      return withFilm(state, event.id, { probabilities: event.found }, strongest(state, event));
    case "explaining": {
      const { done, total, maps } = event;
      return withFilm(state, event.id, { explained: { kind: "running", done, total }, maps });
    }
    case "explained": {
      const { found } = event;
      return withFilm(state, event.id, {
        explained: found,
        ...(found.kind === "done" && { maps: found.value }),
      });
    }
    case "restored":
      return withFilm(state, event.id, { restored: event.found });
    case "layer-chosen":
    case "layer-switched":
    case "class-chosen":
    case "class-stepped":
    case "opacity-set":
    case "fading-switched":
    case "bar-switched":
    case "threshold-set":
    case "colour-map-chosen":
      return { ...state, overlay: updateLayer(state.overlay, event) };
    default:
      return { ...state, look: updateLook(state.look, state.film?.display, event) };
  }
}

function point(state: ExplainState, at: Point | undefined): ExplainState {
  const { film, look } = state;
  if (film === undefined || at === undefined) return { ...state, pointed: undefined };
  const place = { viewport: look.viewport, film: film.display, pane: look.pane };
  return { ...state, pointed: toFilm(place, at) };
}

/**
 * A new film begins fitted and with its own window; tool, layout and layer stay as they were chosen. The same film, asked
 * about by another model, stays as it was looked at.
 */
function showFilm(state: ExplainState, film: ShownFilm): ExplainState {
  if (state.film?.id === film.id) return { ...state, film, news: undefined };
  const look = {
    ...state.look,
    viewport: fitted,
    isInverted: false,
    window: firstWindow(film.display),
  };
  // A restoration was asked for on one film: the next one begins with its heatmap.
  return { ...state, film, look, news: undefined, overlay: { ...state.overlay, layer: "heatmap" } };
}

function withFilm(
  state: ExplainState,
  id: number,
  found: Partial<ShownFilm>,
  overlay: LayerState = state.overlay,
): ExplainState {
  if (state.film?.id !== id) return state;
  return { ...state, overlay, film: { ...state.film, ...found } };
}

/** The class with the largest share is the one whose heatmap is shown first. */
function strongest(
  { overlay }: ExplainState,
  { found }: { readonly found: Work<Float32Array> },
): LayerState {
  return found.kind === "done" ? withStrongest(overlay, found.value) : overlay;
}

function withStrongest(overlay: LayerState, probabilities: Float32Array): LayerState {
  return { ...overlay, classIndex: probabilities.indexOf(Math.max(...probabilities)) };
}

function updateLayer(overlay: LayerState, event: LayerEvent): LayerState {
  switch (event.type) {
    case "layer-chosen":
      return { ...overlay, layer: event.layer, isOn: true };
    case "layer-switched":
      return { ...overlay, isOn: event.isOn };
    case "class-chosen":
      return { ...overlay, layer: "heatmap", classIndex: event.classIndex };
    case "class-stepped": {
      const count = CLASSES.length;
      return {
        ...overlay,
        layer: "heatmap",
        classIndex: (overlay.classIndex + event.by + count) % count,
      };
    }
    case "opacity-set":
      return { ...overlay, opacity: share(event.opacity) };
    case "fading-switched":
      return { ...overlay, isFading: event.isFading };
    case "bar-switched":
      return { ...overlay, hasBar: event.hasBar };
    case "threshold-set":
      return { ...overlay, threshold: share(event.threshold) };
    case "colour-map-chosen":
      return { ...overlay, colourMap: event.colourMap };
  }
}

function share(value: number): number {
  // Steps of a tenth shall end on 0 and 1, not beside them.
  return Math.min(1, Math.max(0, Math.round(value * 1000) / 1000));
}
