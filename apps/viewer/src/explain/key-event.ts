// What a key command of the view means as an event of the room; commands of the film list are the effects' own.
import type { KeyCommand } from "../view/key-bindings.ts";
import type { ExplainState } from "./explain-state.ts";
import { type ExplainEvent, OPACITY_STEP } from "./explain-update.ts";
import { ZOOM_STEP } from "./look-update.ts";

/** The event of a command; undefined for commands that move through the films. */
export function keyEvent(
  command: KeyCommand,
  { overlay, look }: ExplainState,
  pixelRatio: number,
): ExplainEvent | undefined {
  switch (command) {
    case "tool-window":
      return { type: "tool-chosen", tool: "window" };
    case "tool-zoom":
      return { type: "tool-chosen", tool: "zoom" };
    case "tool-pan":
      return { type: "tool-chosen", tool: "pan" };
    case "zoom-in":
      return { type: "zoomed", factor: ZOOM_STEP };
    case "zoom-out":
      return { type: "zoomed", factor: 1 / ZOOM_STEP };
    case "zoom-fit":
      return { type: "zoom-fit" };
    case "zoom-actual":
      return { type: "zoom-actual", pixelRatio };
    case "pan-left":
      return panned(look.pane.width * PAN_STEP, 0);
    case "pan-right":
      return panned(-look.pane.width * PAN_STEP, 0);
    case "pan-up":
      return panned(0, look.pane.height * PAN_STEP);
    case "pan-down":
      return panned(0, -look.pane.height * PAN_STEP);
    case "turn-right":
      return { type: "turned", by: 1 };
    case "turn-left":
      return { type: "turned", by: -1 };
    case "flip-horizontal":
      return { type: "flipped", axis: "horizontal" };
    case "flip-vertical":
      return { type: "flipped", axis: "vertical" };
    case "invert":
      return { type: "inverted" };
    case "reset":
      return { type: "look-reset" };
    case "window-1":
    case "window-2":
    case "window-3":
    case "window-4":
    case "window-5":
      return { type: "window-preset", preset: Number(command.at(-1)) - 1 };
    case "heatmap":
      return { type: "layer-switched", isOn: !overlay.isOn };
    case "opacity-down":
      return { type: "opacity-set", opacity: overlay.opacity - OPACITY_STEP };
    case "opacity-up":
      return { type: "opacity-set", opacity: overlay.opacity + OPACITY_STEP };
    case "class-next":
      return { type: "class-stepped", by: 1 };
    case "class-previous":
      return { type: "class-stepped", by: -1 };
    case "layout-overlay":
      return { type: "layout-chosen", layout: "single" };
    case "layout-side":
      return { type: "layout-chosen", layout: "side" };
    case "layout-swipe":
      return { type: "layout-chosen", layout: "swipe" };
    case "help":
      return { type: "help-opened", isOpen: true };
    default:
      return undefined;
  }
}

/** A press of Shift and an arrow moves the film by this share of its pane, so that the view goes where the arrow points. */
const PAN_STEP = 0.1;

function panned(x: number, y: number): ExplainEvent {
  return { type: "dragged", tool: "pan", by: { x, y }, start: { x: 0, y: 0 } };
}
