// Turns pointers on a pane into the room's events: drags, pinches and the wheel.
import { useRef } from "preact/hooks";
import { wheelPixels } from "../view/pointer-gesture.ts";
import type { Point } from "../view/viewport.ts";
import type { Tool } from "./explain-state.ts";
import type { ExplainEvent } from "./explain-update.ts";

interface Held {
  readonly pointers: Map<number, Point>;
  start: Point;
  tool: Tool;
}

/** Makes a touchpad's pinch as strong as the fingers' way. */
const PINCH_STEP = 8;

/** Buttons of a mouse as in OHIF: the main one has the tool, the middle one moves, the right one zooms. */
function toolOf(button: number, tool: Tool): Tool {
  return button === 1 ? "pan" : button === 2 ? "zoom" : tool;
}

/** Listeners for a pane's canvas. What is remembered is only which pointers are down. */
export function usePanePointers(tool: Tool, dispatch: (event: ExplainEvent) => void) {
  const held = useRef<Held>({ pointers: new Map(), start: { x: 0, y: 0 }, tool }).current;
  const release = (event: PointerEvent) => {
    held.pointers.delete(event.pointerId);
  };
  return {
    onPointerDown(event: PointerEvent) {
      const at = pointOf(event);
      if (held.pointers.size === 0) {
        held.start = at;
        held.tool = toolOf(event.button, tool);
      }
      held.pointers.set(event.pointerId, at);
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      // A middle button would scroll.
      if (event.button === 1) event.preventDefault();
    },
    onPointerMove(event: PointerEvent) {
      const from = held.pointers.get(event.pointerId);
      const to = pointOf(event);
      if (event.pointerType === "mouse") dispatch({ type: "pointed", at: to });
      if (from === undefined) return;
      const other = [...held.pointers].find(([id]) => id !== event.pointerId)?.[1];
      held.pointers.set(event.pointerId, to);
      if (other !== undefined) {
        dispatch({ type: "pinched", before: [from, other], after: [to, other] });
      } else {
        const by = { x: to.x - from.x, y: to.y - from.y };
        dispatch({ type: "dragged", tool: held.tool, by, start: held.start });
      }
    },
    onPointerLeave: () => dispatch({ type: "pointed", at: undefined }),
    onPointerUp: release,
    onPointerCancel: release,
    onContextMenu(event: Event) {
      event.preventDefault();
    },
    onWheel(event: WheelEvent) {
      event.preventDefault();
      // A pinch on a touchpad comes as a wheel with Control, in steps of a few pixels.
      const step = event.ctrlKey ? PINCH_STEP * event.deltaY : event.deltaY;
      const pixels = wheelPixels(step, event.deltaMode);
      dispatch({ type: "wheel-turned", pixels, at: pointOf(event) });
    },
  };
}

/** Where an event happened, CSS pixels from the pane's corner. */
function pointOf(event: MouseEvent): Point {
  const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}
