// Learning-rate schedules as pure functions of the step.

/** A schedule over `totalSteps`, with a linear warm-up of `warmupSteps`. */
export interface LearningRateSchedule {
  readonly kind: "constant" | "cosine" | "step";
  readonly base: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
  /** For `step`: at these fractions of the run the rate becomes base × factor. */
  readonly drops?: readonly { readonly at: number; readonly factor: number }[] | undefined;
}

/** The authors' schedule over 200 epochs: 1e-4; from 80 × .8; from 130 × .5; from 150 × 1. */
export const authorsDrops = [
  { at: 80 / 200, factor: 0.8 },
  { at: 130 / 200, factor: 0.5 },
  { at: 150 / 200, factor: 1 },
] as const;

/**
 * The learning rate of step `step`, counted from 0.
 *
 * Cosine: base · (1 + cos(π·t)) / 2 with t the part of the run after warm-up (Loshchilov and Hutter 2017, eq. 5).
 */
export function learningRateAt(schedule: LearningRateSchedule, step: number): number {
  const { kind, base, warmupSteps, totalSteps, drops = authorsDrops } = schedule;
  if (step < warmupSteps) return (base * (step + 1)) / warmupSteps;
  if (kind === "constant") return base;
  const span = Math.max(1, totalSteps - warmupSteps);
  const t = Math.min(1, (step - warmupSteps) / span);
  if (kind === "cosine") return (base * (1 + Math.cos(Math.PI * t))) / 2;
  const passed = drops.filter(({ at }) => t >= at);
  return base * (passed[passed.length - 1]?.factor ?? 1);
}
