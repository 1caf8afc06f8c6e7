// The colour bar: colours with their numbers, and where the threshold cuts.
import { hexColour } from "@pleura/pictures";
import type { LayerScale } from "./layer-picture.ts";

interface ColourBarProps {
  readonly scale: LayerScale;
  /** Values below it are not shown; in [0, 1] of the top. */
  readonly threshold: number;
  /** Upright beside a film, or lying in a panel. */
  readonly direction: "up" | "right";
  readonly label: string;
}

/** Colours between which CSS mixes: 32 steps are off by less than one of 255. */
const STOPS = 33;

/** A bar with 0, the middle and the top. */
export function ColourBar({
  scale: { colourMap, top },
  threshold,
  direction,
  label,
}: ColourBarProps) {
  const stops = Array.from({ length: STOPS }, (_, at) => hexColour(colourMap, at / (STOPS - 1)));
  const background = `linear-gradient(to ${direction === "up" ? "top" : "right"}, ${stops.join(", ")})`;
  const cut = { [direction === "up" ? "height" : "width"]: `${100 * threshold}%` };
  const digits = top === 1 ? 1 : 2;
  return (
    <div
      class={`colour-bar ${direction}`}
      role="img"
      aria-label={`${label}: ${colourMap.title}, from 0 to ${top.toFixed(digits)}${
        threshold > 0 ? `, not shown below ${(threshold * top).toFixed(2)}` : ""
      }`}
    >
      <div class="colour-bar-colours" style={{ background }}>
        {threshold > 0 && <div class="colour-bar-cut" style={cut} />}
      </div>
      <div class="colour-bar-numbers number" aria-hidden="true">
        <span>0</span>
        <span>{(top / 2).toFixed(digits)}</span>
        <span>{top === 1 ? "1" : top.toFixed(digits)}</span>
      </div>
    </div>
  );
}
