// What the Explain room knows: the film on the table, what the models said of it, and how it is looked at.
import type { ClassMap, ExplainedClass, Restored } from "../gpu/gpu-calls.ts";
import type { DisplayFilm } from "../view/display-film.ts";
import type { GreyWindow } from "../view/grey-window.ts";
import { fitted, type Point, type Size, type Viewport } from "../view/viewport.ts";
import type { ModelInput } from "./model-input.ts";

/** What a drag with the main button does. */
export type Tool = "window" | "zoom" | "pan";

/** How film and layer stand together: one pane, two, or one with a line to swipe. */
export type Layout = "single" | "side" | "swipe";

/** What lies over the film: a class's heatmap, what the restoration model made of the film, or how far that is off. */
export type Layer = "heatmap" | "restored" | "difference";

/** Work that a worker does for the film. */
export type Work<Value> =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly done: number; readonly total: number }
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "failed"; readonly reason: string };

/** The film on the table. */
export interface ShownFilm {
  readonly id: number;
  readonly name: string;
  readonly display: DisplayFilm;
  /** As the model sees it; undefined while there is no model. */
  readonly input: ModelInput | undefined;
  readonly probabilities: Work<Float32Array>;
  /** Maps so far, by class; they sharpen while `explained` is running. */
  readonly maps: readonly ClassMap[];
  readonly explained: Work<readonly ExplainedClass[]>;
  readonly restored: Work<RestoredFilm>;
}

/** What the restoration model made of the film, with what it was given. */
export interface RestoredFilm extends Restored {
  readonly input: ModelInput;
}

/** How the film is looked at. */
export interface LookState {
  readonly viewport: Viewport;
  /** Size of one pane in CSS pixels; both are alike. */
  readonly pane: Size;
  readonly window: GreyWindow;
  readonly isInverted: boolean;
  readonly tool: Tool;
  readonly layout: Layout;
  /** The swipe line, as a share of the pane's width. */
  readonly swipe: number;
}

/** How the layer is drawn. */
export interface LayerState {
  readonly layer: Layer;
  readonly isOn: boolean;
  /** Class whose map is shown, its place in the data package's order. */
  readonly classIndex: number;
  readonly opacity: number;
  /** Opacity falls with the map's value; else all that is shown has one opacity. */
  readonly isFading: boolean;
  /** Map values below it are not shown. */
  readonly threshold: number;
  readonly colourMap: string;
  /** A colour bar stands beside the film too, not only in the panel. */
  readonly hasBar: boolean;
}

/** A film on its way to the table, or one that could not be read. */
export interface FilmNews {
  readonly id: number;
  readonly name: string;
  /** Why it was refused; undefined while it is read. */
  readonly reason: string | undefined;
}

/** The room's state. */
export interface ExplainState {
  /** Undefined when all is said by the film itself. */
  readonly news: FilmNews | undefined;
  readonly film: ShownFilm | undefined;
  readonly look: LookState;
  readonly overlay: LayerState;
  readonly isHelpOpen: boolean;
  /** Where the pointer is, in the film's pixels. */
  readonly pointed: Point | undefined;
}

/** Colour where a map is 1 covers this much of the film, as in the program's pictures. */
export const FIRST_OPACITY = 0.65;

/** How the room starts. */
export const initialExplainState: ExplainState = {
  news: undefined,
  film: undefined,
  look: {
    viewport: fitted,
    pane: { width: 1, height: 1 },
    window: { centre: 0.5, width: 1 },
    isInverted: false,
    tool: "window",
    layout: "single",
    swipe: 0.5,
  },
  overlay: {
    layer: "heatmap",
    isOn: true,
    classIndex: 0,
    opacity: FIRST_OPACITY,
    isFading: true,
    threshold: 0,
    colourMap: "viridis",
    hasBar: true,
  },
  isHelpOpen: false,
  pointed: undefined,
};
