// The update of how the film is looked at: viewport, window, tool and layout.

import type { DisplayFilm } from "../view/display-film.ts";
import {
  allowedWindow,
  draggedWindow,
  firstWindow,
  type GreyWindow,
  presetWindow,
  WINDOW_PRESETS,
} from "../view/grey-window.ts";
import { dragZoom, pinch, wheelZoom } from "../view/pointer-gesture.ts";
import { swipeAt } from "../view/swipe.ts";
import {
  atActualSize,
  fitted,
  flipped,
  type Place,
  type Point,
  panBy,
  type Size,
  turned,
  zoomAbout,
} from "../view/viewport.ts";
import type { Layout, LookState, Tool } from "./explain-state.ts";

/** What changes the look. */
export type LookEvent =
  | { readonly type: "pane-resized"; readonly pane: Size }
  | { readonly type: "tool-chosen"; readonly tool: Tool }
  | { readonly type: "layout-chosen"; readonly layout: Layout }
  | { readonly type: "dragged"; readonly tool: Tool; readonly by: Point; readonly start: Point }
  | {
      readonly type: "pinched";
      readonly before: readonly [Point, Point];
      readonly after: readonly [Point, Point];
    }
  | { readonly type: "wheel-turned"; readonly pixels: number; readonly at: Point }
  | { readonly type: "zoomed"; readonly factor: number }
  | { readonly type: "zoom-fit" }
  | { readonly type: "zoom-actual"; readonly pixelRatio: number }
  | { readonly type: "turned"; readonly by: 1 | -1 }
  | { readonly type: "flipped"; readonly axis: "horizontal" | "vertical" }
  | { readonly type: "inverted" }
  | { readonly type: "window-set"; readonly window: GreyWindow }
  | { readonly type: "window-preset"; readonly preset: number }
  | { readonly type: "swiped"; readonly to: number }
  | { readonly type: "look-reset" };

/** A press of + or − zooms by this: four presses are a factor of about 2.4. */
export const ZOOM_STEP = 1.25;

/** The next look. What needs a film changes nothing without one. */
export function updateLook(
  look: LookState,
  film: DisplayFilm | undefined,
  event: LookEvent,
): LookState {
  switch (event.type) {
    case "pane-resized":
      return isSameSize(look.pane, event.pane) ? look : { ...look, pane: event.pane };
    case "tool-chosen":
      return { ...look, tool: event.tool };
    case "layout-chosen":
      return { ...look, layout: event.layout };
    case "turned":
      return { ...look, viewport: turned(look.viewport, event.by) };
    case "flipped":
      return { ...look, viewport: flipped(look.viewport, event.axis) };
    case "inverted":
      return { ...look, isInverted: !look.isInverted };
    case "swiped":
      return { ...look, swipe: swipeAt(event.to) };
    default:
      return film === undefined ? look : updateWithFilm(look, film, event);
  }
}

type FilmEvent = Exclude<
  LookEvent,
  {
    readonly type:
      | "pane-resized"
      | "tool-chosen"
      | "layout-chosen"
      | "turned"
      | "flipped"
      | "inverted"
      | "swiped";
  }
>;

function updateWithFilm(look: LookState, film: DisplayFilm, event: FilmEvent): LookState {
  const place: Place = { viewport: look.viewport, film, pane: look.pane };
  const middle = { x: look.pane.width / 2, y: look.pane.height / 2 };
  switch (event.type) {
    case "dragged":
      return dragged(look, film, event);
    case "pinched":
      return { ...look, viewport: pinch(place, event.before, event.after) };
    case "wheel-turned":
      return { ...look, viewport: wheelZoom(place, event.pixels, event.at) };
    case "zoomed":
      return { ...look, viewport: zoomAbout(place, event.factor, middle) };
    case "zoom-fit":
      return { ...look, viewport: { ...look.viewport, zoom: 1, focus: fitted.focus } };
    case "zoom-actual":
      return { ...look, viewport: atActualSize(place, event.pixelRatio) };
    case "window-set":
      return { ...look, window: allowedWindow(film, event.window) };
    case "window-preset": {
      const preset = WINDOW_PRESETS[event.preset];
      return preset === undefined ? look : { ...look, window: presetWindow(film, preset) };
    }
    case "look-reset":
      return { ...look, viewport: fitted, isInverted: false, window: firstWindow(film) };
  }
}

function dragged(
  look: LookState,
  film: DisplayFilm,
  { tool, by, start }: { readonly tool: Tool; readonly by: Point; readonly start: Point },
): LookState {
  const place: Place = { viewport: look.viewport, film, pane: look.pane };
  switch (tool) {
    case "window":
      return { ...look, window: draggedWindow(film, look.window, by) };
    case "zoom":
      return { ...look, viewport: dragZoom(place, by.y, start) };
    case "pan":
      return { ...look, viewport: panBy(place, by) };
  }
}

/** Both panes tell their size; the second one tells nothing new. */
function isSameSize(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height;
}
