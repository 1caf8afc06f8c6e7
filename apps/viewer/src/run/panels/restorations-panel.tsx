// Films that the restoration model was given, distorted as in training, and what it made of them.
import { useEffect, useRef } from "preact/hooks";
import { oneLine } from "../../app/page-text.ts";
import { Button } from "../../controls/button.tsx";
import type { Loaded, Restoration } from "../run-state.ts";
import { drawGrey } from "./film-thumbnail.tsx";

interface RestorationsPanelProps {
  readonly restorations: Loaded<readonly Restoration[]> | undefined;
  /** Name of the restoration model in use; undefined when there is none. */
  readonly model: string | undefined;
  readonly onRestore: () => void;
}

/** The pictures, or the way to make them. */
export function RestorationsPanel({ restorations, model, onRestore }: RestorationsPanelProps) {
  const isBusy = restorations?.kind === "loading";
  return (
    <div class="restorations">
      <p class="muted">
        The pretext task: films are distorted by the recipe of training, and the model restores
        them.
        {model === undefined
          ? " No restoration model is in use: press “Use this model” on a pretrain run."
          : ` Model: ${oneLine(model)}.`}
      </p>
      <Button isDisabled={isBusy || model === undefined} onPress={onRestore}>
        {isBusy ? "restoring …" : "Restore four films now"}
      </Button>
      {restorations?.kind === "failed" && <p class="bad">{oneLine(restorations.reason)}</p>}
      {restorations?.kind === "ready" &&
        restorations.value.map((one) => <RestoredFilm key={one.name} film={one} />)}
    </div>
  );
}

function RestoredFilm({ film }: { readonly film: Restoration }) {
  const { name, size, original, distorted, restored } = film;
  return (
    <figure class="restored">
      <div class="restored-row">
        <Grey title="original" values={original} size={size} />
        <Grey title="distorted" values={distorted} size={size} />
        <Grey title="restored" values={restored} size={size} />
      </div>
      <figcaption>
        <span class="film-name">{oneLine(name)}</span> <Similarity film={film} />
      </figcaption>
    </figure>
  );
}

/** SSIM where the run has measured it, else the mean absolute difference. */
function Similarity({ film }: { readonly film: Restoration }) {
  const { original, distorted, restored, ssim } = film;
  const [words, before, after] =
    ssim === undefined
      ? ([
          "Mean absolute difference from the original",
          meanDifference(original, distorted),
          meanDifference(original, restored),
        ] as const)
      : (["SSIM with the original", ssim.before, ssim.after] as const);
  return (
    <>
      {words}: <span class="number">{before.toFixed(3)}</span> distorted,{" "}
      <span class="number">{after.toFixed(3)}</span> restored.
    </>
  );
}

function Grey({
  title,
  values,
  size,
}: {
  readonly title: string;
  readonly values: Float32Array;
  readonly size: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null)
      drawGrey(
        canvas.current,
        values.map((value) => 255 * value),
        size,
      );
  }, [values, size]);
  return (
    <span class="restored-part">
      <canvas ref={canvas} role="img" aria-label={title} />
      <span>{title}</span>
    </span>
  );
}

function meanDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;
}
