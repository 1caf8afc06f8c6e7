// The colour bar: colours as they lie over mid grey, with their numbers, and where the threshold cuts.
import { overlaidColours } from "@pleura/pictures";
import type { BarPlace } from "./bar-place.ts";
import type { BarLook, LayerScale } from "./layer-picture.ts";

interface ColourBarProps {
  readonly scale: LayerScale;
  readonly look: BarLook;
  /** Upright beside a film, or lying. */
  readonly direction: "up" | "right";
  /** Where it stands on a film; undefined in a panel. */
  readonly place?: BarPlace | undefined;
  readonly label: string;
}

/** Colours between which CSS mixes: 32 steps are off by less than one of 255. */
const STOPS = 33;

/** A bar with 0, the middle and the top. */
export function ColourBar({
  scale: { colourMap, top },
  look,
  direction,
  place,
  label,
}: ColourBarProps) {
  const { threshold, opacity, isFading } = look;
  const stops = overlaidColours(STOPS, { colourMap, opacity, isFading });
  const background = `linear-gradient(to ${direction === "up" ? "top" : "right"}, ${stops.join(", ")})`;
  const cut = { [direction === "up" ? "height" : "width"]: `${100 * threshold}%` };
  const digits = top === 1 ? 1 : 2;
  return (
    <div
      class={`colour-bar ${direction}${place === undefined ? "" : ` on-film ${place}`}`}
      role="img"
      aria-label={`${label}: ${colourMap.title}, from 0 to ${top.toFixed(digits)}${
        isFading ? ", fading with the map" : ""
      }${threshold > 0 ? `, not shown below ${(threshold * top).toFixed(2)}` : ""}`}
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
