// Loss scaling in f64, and the cases of its contract test.
import type { OpReference } from "../../contract/reference.ts";
import type { LossScaleAttrs } from "./loss-scale.ts";

/** Oracle of `unscaleNorm`. */
export const unscaleNormReference: OpReference<{ readonly maxNorm: number }> = {
  forward([norm, lossScale], { maxNorm }) {
    const scale = lossScale?.data[0] ?? 1;
    const length = (norm?.data[0] ?? 0) / scale;
    const factor = Math.min(1, maxNorm / (length + 1e-6)) / scale;
    return [factor, length].map((value) => ({ shape: [], data: Float64Array.of(value) }));
  },
  cases: [
    { title: "below the limit", norm: 3, scale: 4, maxNorm: 1 },
    { title: "above the limit", norm: 12, scale: 4, maxNorm: 1 },
    { title: "never clipped", norm: 3e9, scale: 65536, maxNorm: Infinity },
  ].map(({ title, norm, scale, maxNorm }) => ({
    title,
    inputs: [norm, scale].map((value) => ({ shape: [], numbers: () => Float32Array.of(value) })),
    attrs: { maxNorm },
  })),
};

/** What a training carries from step to step. */
export interface LossScaleState {
  readonly scale: number;
  readonly good: number;
  readonly skipped: number;
}

/** The state after a step whose scaled gradients have this norm. */
export function lossScaleReference(
  { scale, good, skipped }: LossScaleState,
  norm: number,
  { growthInterval, smallest, largest }: LossScaleAttrs,
): LossScaleState {
  if (!Number.isFinite(norm)) {
    return { scale: Math.max(scale / 2, smallest), good: 0, skipped: skipped + 1 };
  }
  return good + 1 < growthInterval
    ? { scale, good: good + 1, skipped }
    : { scale: Math.min(2 * scale, largest), good: 0, skipped };
}
