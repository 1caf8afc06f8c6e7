// The model's shares as bars with numbers; a row chooses the class whose heatmap is shown.
import { CLASSES } from "@pleura/data";
import { classLabel } from "../app/class-label.ts";
import { SHARE_HELP, shareSentence, shareText } from "../app/share-words.ts";
import type { Work } from "./explain-state.ts";

interface ClassSharesProps {
  readonly probabilities: Work<Float32Array>;
  readonly classIndex: number;
  readonly onChoose: (classIndex: number) => void;
  /** What to do when there is no model. */
  readonly advice: string;
}

/** One bar per class. */
export function ClassShares({ probabilities, classIndex, onChoose, advice }: ClassSharesProps) {
  if (probabilities.kind === "failed") {
    return (
      <p class="bad" role="alert">
        {probabilities.reason}
      </p>
    );
  }
  if (probabilities.kind === "none") return <p class="muted">{advice}</p>;
  const shares = probabilities.kind === "done" ? probabilities.value : undefined;
  return (
    <>
      <fieldset class="shares" aria-label="The model's share per class">
        {CLASSES.map((name, index) => {
          const share = shares?.[index] ?? 0;
          return (
            <label key={name} class="share" title={`Show the heatmap of ${classLabel(index)}`}>
              <input
                type="radio"
                name="explained-class"
                checked={index === classIndex}
                onChange={() => onChoose(index)}
              />
              <span class="share-name">{classLabel(index)}</span>
              <span class="share-bar" aria-hidden="true">
                <span style={{ width: `${100 * share}%` }} />
              </span>
              <span class="share-number number">
                {shares === undefined ? "…" : shareText(share)}
              </span>
            </label>
          );
        })}
      </fieldset>
      <p aria-live="polite">
        {shares === undefined ? "The model is looking …" : shareSentence(shares)}
      </p>
      <details class="help">
        <summary>What these numbers are</summary>
        <p>{SHARE_HELP}</p>
      </details>
    </>
  );
}
