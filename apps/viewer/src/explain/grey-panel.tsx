// Grey values: the histogram with the window on it, sliders, and presets.
import { useMemo, useRef } from "preact/hooks";
import { Button } from "../controls/button.tsx";
import { Slider } from "../controls/slider.tsx";
import type { DisplayFilm } from "../view/display-film.ts";
import {
  type GreyWindow,
  WINDOW_PRESETS,
  windowBetween,
  windowEnds,
  windowLimits,
} from "../view/grey-window.ts";
import {
  HISTOGRAM_BARS,
  handleAt,
  histogramBars,
  type WindowHandle,
} from "../view/histogram-bars.ts";
import type { LookState } from "./explain-state.ts";
import type { LookEvent } from "./look-update.ts";
import { greyText } from "./window-text.ts";

interface GreyPanelProps {
  readonly display: DisplayFilm;
  readonly look: LookState;
  readonly dispatch: (event: LookEvent) => void;
}

/** Window and level in the film's own unit. */
export function GreyPanel({ display, look, dispatch }: GreyPanelProps) {
  const { window } = look;
  const limits = windowLimits(display);
  const setWindow = (next: GreyWindow) => dispatch({ type: "window-set", window: next });
  return (
    <>
      <Histogram
        display={display}
        window={window}
        isFalling={look.isInverted !== display.isNegative}
        onChange={setWindow}
      />
      <Slider
        label="Width"
        value={window.width}
        min={limits.narrowest}
        max={limits.widest}
        step={limits.narrowest}
        text={greyText(display, window.width)}
        onChange={(width) => setWindow({ ...window, width })}
      />
      <Slider
        label="Level"
        value={window.centre}
        min={limits.least}
        max={limits.most}
        step={limits.narrowest}
        text={greyText(display, window.centre)}
        onChange={(centre) => setWindow({ ...window, centre })}
      />
      <fieldset class="presets" aria-label="Window presets">
        {WINDOW_PRESETS.map(({ name, meaning }, preset) => (
          <Button
            key={name}
            hint={`${name}: ${meaning} (key ${preset + 1})`}
            onPress={() => dispatch({ type: "window-preset", preset })}
          >
            <span class="muted">{preset + 1}</span> {name}
          </Button>
        ))}
      </fieldset>
    </>
  );
}

interface HistogramProps {
  readonly display: DisplayFilm;
  readonly window: GreyWindow;
  /** True when low values are white. */
  readonly isFalling: boolean;
  readonly onChange: (window: GreyWindow) => void;
}

/** Height of the bars in the picture's own unit; it is stretched to the panel. */
const HEIGHT = 40;

/** Bars with the window's ramp over them; its ends and its middle can be dragged, the sliders do the same by keys. */
function Histogram({ display, window, isFalling, onChange }: HistogramProps) {
  const held = useRef<{ handle: WindowHandle; window: GreyWindow; x: number } | undefined>(
    undefined,
  );
  const outline = useMemo(() => barsPath(display), [display]);
  const { low, high } = windowEnds(window);
  const range = display.high - display.low;
  const toBar = (value: number): number => ((value - display.low) / range) * HISTOGRAM_BARS;
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${HISTOGRAM_BARS} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Histogram of grey values, logarithmic; ${isFalling ? "white" : "black"} at ${greyText(display, low)}, ${isFalling ? "black" : "white"} at ${greyText(display, high)}`}
      onPointerDown={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        const x = event.clientX - left;
        const place = (value: number): number => ((value - display.low) / range) * width;
        const handle = handleAt(x, { low: place(low), high: place(high) });
        if (handle === undefined) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = { handle, window, x: event.clientX };
      }}
      onPointerMove={(event) => {
        if (held.current === undefined) return;
        const { width } = event.currentTarget.getBoundingClientRect();
        const by = ((event.clientX - held.current.x) / width) * range;
        onChange(moved(display, held.current.window, held.current.handle, by));
      }}
      onPointerUp={() => {
        held.current = undefined;
      }}
      onPointerCancel={() => {
        held.current = undefined;
      }}
    >
      <path class="histogram-bars" d={outline} />
      <rect
        class="histogram-window"
        x={toBar(low)}
        y={0}
        width={toBar(high) - toBar(low)}
        height={HEIGHT}
      />
      <path class="histogram-ramp" d={rampPath(toBar(low), toBar(high), isFalling)} />
      <path class="histogram-end" d={`M${toBar(low)} 0v${HEIGHT}M${toBar(high)} 0v${HEIGHT}`} />
    </svg>
  );
}

function moved(
  display: DisplayFilm,
  window: GreyWindow,
  handle: WindowHandle,
  by: number,
): GreyWindow {
  const { low, high } = windowEnds(window);
  switch (handle) {
    case "low":
      return windowBetween(display, Math.min(low + by, high), high);
    case "high":
      return windowBetween(display, low, Math.max(high + by, low));
    case "centre":
      return { ...window, centre: window.centre + by };
  }
}

function barsPath(display: DisplayFilm): string {
  const bars = Array.from(
    histogramBars(display),
    (height, at) => `V${HEIGHT * (1 - height)}H${at + 1}`,
  );
  return `M0 ${HEIGHT}${bars.join("")}V${HEIGHT}Z`;
}

function rampPath(left: number, right: number, isFalling: boolean): string {
  return isFalling ? `M${left} 0L${right} ${HEIGHT}` : `M${left} ${HEIGHT}L${right} 0`;
}
