// How long a study still takes, from the time that a step of each kind of training took in this call.
import type { StudyCell } from "./study-plan.ts";

/** Steps of a training. */
export interface CellWork {
  readonly kind: StudyCell["kind"];
  readonly steps: number;
}

/** A training of this call and how long it took. */
export interface DoneWork extends CellWork {
  readonly seconds: number;
}

/**
 * Seconds that the work to come takes; undefined before anything is done.
 *
 * A kind that was not trained yet in this call is taken to cost what the other does per step.
 */
export function secondsLeft(
  done: readonly DoneWork[],
  todo: readonly CellWork[],
): number | undefined {
  if (done.length === 0) return undefined;
  const perStep = (works: readonly DoneWork[]): number =>
    works.reduce((sum, { seconds }) => sum + seconds, 0) /
    works.reduce((sum, { steps }) => sum + steps, 0);
  const rateOf = (kind: StudyCell["kind"]): number => {
    const same = done.filter((one) => one.kind === kind);
    return perStep(same.length > 0 ? same : done);
  };
  return todo.reduce((sum, { kind, steps }) => sum + steps * rateOf(kind), 0);
}
