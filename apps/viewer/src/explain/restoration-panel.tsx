// What the restoration model makes of the film, and how far that is from what it was given.

import { RESTORATION_HELP } from "../app/share-words.ts";
import { Button } from "../controls/button.tsx";
import type { LayerState, ShownFilm } from "./explain-state.ts";
import type { LayerEvent } from "./explain-update.ts";
import type { RestorationUsual } from "./restoration-usual.ts";

interface RestorationPanelProps {
  readonly film: ShownFilm;
  readonly overlay: LayerState;
  /** False while there is no restoration model. */
  readonly hasModel: boolean;
  readonly usual: RestorationUsual | undefined;
  readonly dispatch: (event: LayerEvent) => void;
  readonly onRestore: () => void;
}

/** The restoration, on request. */
export function RestorationPanel(props: RestorationPanelProps) {
  const { film, overlay, hasModel, usual, dispatch, onRestore } = props;
  const { restored } = film;
  return (
    <>
      {restored.kind !== "done" && (
        <Button
          onPress={onRestore}
          isDisabled={!hasModel || restored.kind === "running" || film.input === undefined}
        >
          {restored.kind === "running" ? "Restoring …" : "Restore the film"}
        </Button>
      )}
      {!hasModel && (
        <p class="muted">
          No restoration model is loaded. Open a checkpoint of a pretext run, such as
          pretext/best.safetensors.
        </p>
      )}
      {restored.kind === "failed" && (
        <p class="bad" role="alert">
          {restored.reason}
        </p>
      )}
      {restored.kind === "done" && (
        <>
          <Unlike score={restored.value.dissimilarity} usual={usual} />
          <fieldset class="tool-group segments" aria-label="Layer">
            {(["restored", "difference", "heatmap"] as const).map((layer) => (
              <Button
                key={layer}
                isPressed={overlay.isOn && overlay.layer === layer}
                onPress={() => dispatch({ type: "layer-chosen", layer })}
              >
                {{ restored: "Restored", difference: "|Difference|", heatmap: "Heatmap" }[layer]}
              </Button>
            ))}
          </fieldset>
        </>
      )}
      <details class="help">
        <summary>What a restoration tells</summary>
        <p>{RESTORATION_HELP}</p>
      </details>
    </>
  );
}

/** 1 − SSIM against what usual films score; without that only the number. */
function Unlike({
  score,
  usual,
}: {
  readonly score: number;
  readonly usual: RestorationUsual | undefined;
}) {
  return (
    <>
      <dl class="facts">
        <dt>1 − SSIM</dt>
        <dd class="number">{score.toFixed(3)}</dd>
        {usual !== undefined && (
          <>
            <dt>95 % of its own{usual.films === undefined ? "" : ` ${usual.films}`} films</dt>
            <dd class="number">≤ {usual.threshold.toFixed(3)}</dd>
          </>
        )}
      </dl>
      {unlikeText(score, usual)}
    </>
  );
}

function unlikeText(score: number, usual: RestorationUsual | undefined) {
  if (usual === undefined) {
    return (
      <p class="muted">
        What its own films score is not known: 0 is a perfect copy, 1 nothing alike, above 1 (2 at
        most) opposite.
      </p>
    );
  }
  if (score > usual.threshold) {
    return (
      <p class="warn" role="alert">
        <strong>Unlike the training data.</strong> This film is harder to restore than 95 % of the
        model's own validation films. What the classifier says of it deserves less trust.
      </p>
    );
  }
  return <p>No harder to restore than the model's own films. That does not make it one of them.</p>;
}
