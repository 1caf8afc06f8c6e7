// The layer's controls: which one, how it is drawn, how far its map is, and what was measured of it.

import { COLOUR_MAP_NAMES, COLOUR_MAPS } from "@pleura/pictures";
import { HEATMAP_HELP, MEASURES_HELP, percentText } from "../app/share-words.ts";
import { Button } from "../controls/button.tsx";
import { Choice } from "../controls/choice.tsx";
import { Slider } from "../controls/slider.tsx";
import { Tick } from "../controls/tick.tsx";
import { ColourBar } from "./colour-bar.tsx";
import type { LayerState, ShownFilm } from "./explain-state.ts";
import type { LayerEvent } from "./explain-update.ts";
import { colourMapOf } from "./layer-picture.ts";

interface HeatmapPanelProps {
  readonly film: ShownFilm;
  readonly overlay: LayerState;
  readonly dispatch: (event: LayerEvent) => void;
  readonly onCancel: () => void;
  readonly onExplain: () => void;
}

/** Controls of the heatmap. */
export function HeatmapPanel(props: HeatmapPanelProps) {
  const { film, overlay, dispatch, onCancel, onExplain } = props;
  const { opacity, isFading, threshold, colourMap, hasBar, classIndex } = overlay;
  if (film.input === undefined) return <p class="muted">A heatmap needs a classifier.</p>;
  return (
    <>
      <Progress film={film} onCancel={onCancel} onExplain={onExplain} />
      <Tick
        isOn={overlay.isOn && overlay.layer === "heatmap"}
        onChange={(isOn) =>
          dispatch(
            isOn
              ? { type: "layer-chosen", layer: "heatmap" }
              : { type: "layer-switched", isOn: false },
          )
        }
      >
        Show it over the film
      </Tick>
      <Slider
        label="Opacity"
        value={opacity}
        min={0}
        max={1}
        step={0.05}
        text={`${Math.round(100 * opacity)} %`}
        onChange={(value) => dispatch({ type: "opacity-set", opacity: value })}
      />
      <Tick
        isOn={isFading}
        hint="Off: one opacity at every place that is shown, so that at 100 % the colours are those of the bar"
        onChange={(isOn) => dispatch({ type: "fading-switched", isFading: isOn })}
      >
        Fade weak places
      </Tick>
      <Slider
        label="Threshold"
        value={threshold}
        min={0}
        max={1}
        step={0.01}
        text={threshold.toFixed(2)}
        onChange={(value) => dispatch({ type: "threshold-set", threshold: value })}
      />
      <Choice
        label="Colours"
        value={colourMap}
        options={COLOUR_MAP_NAMES.map((value) => ({ value, text: COLOUR_MAPS[value].title }))}
        onChange={(name) => dispatch({ type: "colour-map-chosen", colourMap: name })}
      />
      <ColourBar
        scale={{ colourMap: colourMapOf(colourMap), top: 1 }}
        look={{ opacity, isFading, threshold }}
        direction="right"
        label="Colours of the heatmap"
      />
      <p class="muted small">{barWords(opacity, isFading)}</p>
      <Tick isOn={hasBar} onChange={(isOn) => dispatch({ type: "bar-switched", hasBar: isOn })}>
        Bar beside the film too
      </Tick>
      <Measures film={film} classIndex={classIndex} />
      <details class="help">
        <summary>What a heatmap shows</summary>
        <p>{HEATMAP_HELP}</p>
      </details>
    </>
  );
}

/** What the bar's colours are. */
function barWords(opacity: number, isFading: boolean): string {
  if (isFading) return "The bar fades as the map does: its colours as over mid-grey film.";
  return opacity === 1
    ? "The colours on the film are those of the bar."
    : "The bar's colours are as over mid-grey film.";
}

function Progress({
  film: { explained, input },
  onCancel,
  onExplain,
}: Pick<HeatmapPanelProps, "film" | "onCancel" | "onExplain">) {
  switch (explained.kind) {
    case "running": {
      const { done, total } = explained;
      return (
        <div class="work">
          <progress value={done} max={Math.max(1, total)} aria-label="Score-CAM" />
          <span class="number">{total === 0 ? "starting …" : `${done} of ${total} maps`}</span>
          <Button kind="quiet" label="Stop making the heatmap" onPress={onCancel}>
            Stop
          </Button>
        </div>
      );
    }
    case "failed":
      return (
        <div class="work" role="alert">
          <span class="bad">{explained.reason}</span>
          <Button onPress={onExplain}>Try again</Button>
        </div>
      );
    case "none":
      return input === undefined ? null : <Button onPress={onExplain}>Make the heatmap</Button>;
    case "done":
      return null;
  }
}

function Measures({
  film: { explained },
  classIndex,
}: {
  readonly film: ShownFilm;
  readonly classIndex: number;
}) {
  if (explained.kind !== "done") return null;
  const found = explained.value.find((one) => one.classIndex === classIndex);
  if (found === undefined) return null;
  const isFlat = found.map.every((value) => value === 0);
  return (
    <>
      <dl class="facts">
        <dt>Drop</dt>
        <dd class="number">{percentText(found.averageDrop)}</dd>
        <dt>Increase</dt>
        <dd>{found.increase ? "yes" : "no"}</dd>
      </dl>
      {isFlat && <p class="warn">The map is flat: no place raises this class's score.</p>}
      <details class="help">
        <summary>What is measured</summary>
        <p>{MEASURES_HELP}</p>
      </details>
    </>
  );
}
