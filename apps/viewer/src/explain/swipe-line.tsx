// The line of the swipe layout: dragged, or moved by keys as a slider.
import { useRef } from "preact/hooks";
import { swipeAfterKey } from "../view/swipe.ts";

interface SwipeLineProps {
  /** Place as a share of the pane's width. */
  readonly at: number;
  readonly paneWidth: number;
  readonly onMove: (to: number) => void;
}

/** A vertical line with a handle. */
export function SwipeLine({ at, paneWidth, onMove }: SwipeLineProps) {
  const grip = useRef<number | undefined>(undefined);
  const percent = Math.round(100 * at);
  return (
    <div
      class="swipe-line"
      role="slider"
      tabIndex={0}
      aria-label="Swipe between film and layer"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={`film up to ${percent} % of the width, layer from there`}
      style={{ left: `${100 * at}%` }}
      onKeyDown={(event) => {
        const to = swipeAfterKey(at, event.key);
        if (to === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        onMove(to);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        // The distance to the line is kept, so that it does not jump under the finger.
        grip.current = at * paneWidth - event.clientX;
      }}
      onPointerMove={(event) => {
        if (grip.current !== undefined) onMove((event.clientX + grip.current) / paneWidth);
      }}
      onPointerUp={() => {
        grip.current = undefined;
      }}
      onPointerCancel={() => {
        grip.current = undefined;
      }}
    >
      <span class="swipe-handle" aria-hidden="true">
        ⇔
      </span>
    </div>
  );
}
