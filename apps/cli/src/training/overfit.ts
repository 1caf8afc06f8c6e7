// Overfitting one batch: a check that a training is wired up, since a network that learns must learn a few images by heart.
import type { ManifestRow } from "@pleura/data";
import type { TrainingTask } from "./train-loop.ts";
import type { TrainingSettings } from "./training-recipe.ts";

/**
 * Loss of a classifier that knows its few images: each has its class with a probability of 0.95 or so. Not lower,
 * since weight decay keeps logits from growing without end.
 */
const classifierTarget = 0.05;

/** Share of its first loss at which a restoration has learnt something of the very images: half. */
const restorationShare = 0.5;

/** The first `most` rows of a list by turns over its labels, in the order of the list. */
export function spreadOverLabels(
  rows: readonly ManifestRow[],
  most: number,
): readonly ManifestRow[] {
  const seen = new Map<string, number>();
  const ranked = rows.map((row, index) => {
    const rank = seen.get(row.label) ?? 0;
    seen.set(row.label, rank + 1);
    return { row, rank, index };
  });
  const chosen = ranked.sort((a, b) => a.rank - b.rank || a.index - b.index).slice(0, most);
  return chosen.sort((a, b) => a.index - b.index).map(({ row }) => row);
}

/** The task on its first batch for ever: the same images, distorted or augmented the same way, without validation. */
export function fixedTask(task: TrainingTask): TrainingTask {
  return {
    ...task,
    stepsPerEpoch: 1,
    order: () => task.order(1),
    feed: (visits, _epoch, learningRate) => task.feed(visits, 1, learningRate),
    validate: undefined,
  };
}

/** Tells from the losses of the steps, in turn, when the batch is learnt. */
export function overfitWatch(
  command: "pretrain" | "finetune",
  { overfitLoss }: Pick<TrainingSettings, "overfitLoss">,
): { isReached(loss: number): boolean; words(): string } {
  let first: number | undefined;
  let last = Number.NaN;
  const target = () =>
    overfitLoss ??
    (command === "finetune" ? classifierTarget : (first ?? Number.NaN) * restorationShare);
  return {
    isReached(loss) {
      first ??= loss;
      last = loss;
      return loss <= target();
    },
    words: () => {
      const verb = last <= target() ? "reached" : "did not reach";
      return `the loss ${verb} ${target().toPrecision(3)}: from ${first?.toPrecision(3)} to ${last.toPrecision(3)}`;
    },
  };
}
