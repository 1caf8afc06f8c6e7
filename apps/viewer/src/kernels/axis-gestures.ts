// Wheel, drag, press and keys on a picture with one axis, as events of the room.
import { useRef } from "preact/hooks";
import type { KernelsEvent, Zoomable } from "./kernels-update.ts";
import type { AxisWindow } from "./window-of.ts";

/** What an element of the picture carries in its `data-…` attributes. */
type Data = Readonly<Record<string, string | undefined>>;

interface GestureOptions {
  readonly axis: Zoomable;
  readonly window: AxisWindow;
  /** Where the axis lies in the picture, pixels. */
  readonly edges: { readonly left: number; readonly span: number };
  readonly dispatch: (event: KernelsEvent) => void;
  readonly onPress: (data: Data) => void;
  readonly onHover: (data: Data) => void;
  /** Selects the next thing, or the one before. */
  readonly onStep: (by: 1 | -1) => void;
}

/** Zoom of a wheel's notch, 100 pixels: five of them halve what is seen. */
const perPixel = Math.log(2) / 500;
/** Share of the window that an arrow key moves. */
const arrowShare = 0.15;
/** A press that moves farther is a drag, pixels. */
const slip = 4;

interface Drag {
  readonly x: number;
  readonly startX: number;
  readonly isMoved: boolean;
}

/** Handlers for the element around the picture, which takes the focus and the keys. */
export function useAxisGestures(options: GestureOptions) {
  const { axis, window, edges, dispatch, onPress, onHover, onStep } = options;
  const drag = useRef<Drag | undefined>(undefined);
  const hovered = useRef<Element | undefined>(undefined);
  const pan = (share: number) => dispatch({ type: "panned", axis, share });
  const zoom = (factor: number, anchor?: number) =>
    dispatch({ type: "zoomed", axis, factor, ...(anchor !== undefined && { anchor }) });
  const keys: Readonly<Record<string, () => void>> = {
    "+": () => zoom(0.5),
    "=": () => zoom(0.5),
    "-": () => zoom(2),
    "−": () => zoom(2),
    "0": () => dispatch({ type: "fitted", axis }),
    Home: () => pan(-1e9),
    End: () => pan(1e9),
    ArrowLeft: () => pan(-arrowShare),
    ArrowRight: () => pan(arrowShare),
    PageUp: () => pan(-1),
    PageDown: () => pan(1),
    "shift ArrowLeft": () => onStep(-1),
    "shift ArrowRight": () => onStep(1),
    ",": () => onStep(-1),
    ".": () => onStep(1),
  };
  return {
    tabIndex: 0,
    role: "application" as const,
    "aria-label":
      "Picture: + and − zoom, arrow keys pan, 0 shows all, comma and full stop select the one before and the next",
    onWheel(event: WheelEvent) {
      event.preventDefault();
      const box = (event.currentTarget as Element).getBoundingClientRect();
      const share = (event.clientX - box.left - edges.left) / edges.span;
      const isPan = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (isPan) pan((event.deltaX || event.deltaY) / edges.span);
      else {
        const anchor = window.from + Math.min(1, Math.max(0, share)) * (window.to - window.from);
        zoom(Math.exp(event.deltaY * perPixel), anchor);
      }
    },
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      drag.current = { x: event.clientX, startX: event.clientX, isMoved: false };
    },
    onPointerMove(event: PointerEvent) {
      const { current } = drag;
      if (current === undefined) {
        const target = event.target as Element;
        // The same piece says the same: the line is written once for each.
        if (target === hovered.current) return;
        hovered.current = target;
        onHover(dataOf(target));
        return;
      }
      const { clientX } = event;
      if (!current.isMoved && Math.abs(clientX - current.startX) <= slip) return;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      drag.current = { ...current, x: clientX, isMoved: true };
      pan((current.x - clientX) / edges.span);
    },
    onPointerUp(event: PointerEvent) {
      const { current } = drag;
      drag.current = undefined;
      if (current !== undefined && !current.isMoved) onPress(dataOf(event.target as Element));
    },
    onPointerCancel() {
      drag.current = undefined;
    },
    onPointerLeave() {
      hovered.current = undefined;
      onHover({});
    },
    onKeyDown(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const isArrow = event.key.startsWith("Arrow");
      const act = keys[event.shiftKey && isArrow ? `shift ${event.key}` : event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    },
  };
}

function dataOf(target: Element): Data {
  return target instanceof SVGElement ? { ...target.dataset } : {};
}
