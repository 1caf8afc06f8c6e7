// The loss scale of mixed precision: its state on the device, and where it enters a training graph.
import {
  createVariable,
  type Device,
  destroyVariable,
  type Numbers,
  named,
  placeholderVariable,
  readVariable,
  type Shape,
  type Tensor,
  type Update,
  type Variable,
} from "@pleura/engine";
import { reshape, unscaleNorm, updateLossScale } from "@pleura/kernels";

/** How the loss scale begins and grows. */
export interface LossScaling {
  /** First scale, a power of two, so that scaling rounds nothing. */
  readonly initial: number;
  /** Steps without overflow after which the scale doubles. */
  readonly growthInterval: number;
}

/**
 * 2¹⁶ and 2,000 steps, as other frameworks begin: a first overflow costs one step, while a scale that is too small
 * costs digits of every gradient.
 */
export const defaultLossScaling: LossScaling = { initial: 2 ** 16, growthInterval: 2000 };

/** Below 1 a scale would no longer help: what overflows then overflows by itself. */
const smallest = 1;

/** At 2²⁴ f16 holds gradients from 4e-15 up to 4e-3, far below those of a mean over pixels. */
const largest = 2 ** 24;

/** State of a loss scale, by checkpoint name. */
export interface LossScaleState {
  readonly scale: Variable;
  /** u32 `[2]`: steps since the scale last changed, and all steps left out. */
  readonly counts: Variable;
}

const names = { scale: "lossScale.scale", counts: "lossScale.counts" } as const;

/** Makes the state on a device. */
export function createLossScale(device: Device, { initial }: LossScaling): LossScaleState {
  return {
    scale: createVariable(device, names.scale, [], Float32Array.of(initial)),
    counts: createVariable(device, names.counts, [2], new Uint32Array(2)),
  };
}

/** The state without memory: for plans that never run. */
export function placeholderLossScale(): LossScaleState {
  return {
    scale: placeholderVariable(names.scale, []),
    counts: placeholderVariable(names.counts, [2], "u32"),
  };
}

/** Frees the state. */
export function destroyLossScale({ scale, counts }: LossScaleState): void {
  destroyVariable(scale);
  destroyVariable(counts);
}

/** Where the gradients of a loss of this shape begin. */
export function lossScaleSeed({ scale }: LossScaleState, shape: Shape): Tensor {
  return named(reshape(readVariable(scale), shape), "loss scale");
}

/** What gradients that began at the loss scale give to a training graph. */
export interface UnscaledGradients {
  /** Factor on all gradients for the optimiser; NaN to leave the step out. */
  readonly factor: Tensor;
  /** Norm of the gradients of the unscaled loss. */
  readonly norm: Tensor;
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly updates: readonly Update[];
}

/**
 * @param scaledNorm joint norm of the gradients
 * @param maxNorm limit of the unscaled norm, Infinity for none
 */
export function unscaleGradients(
  state: LossScaleState,
  scaledNorm: Tensor,
  maxNorm: number,
  { growthInterval }: LossScaling,
): UnscaledGradients {
  const scale = readVariable(state.scale);
  const counts = readVariable(state.counts);
  const [factor, norm] = unscaleNorm(scaledNorm, scale, { maxNorm });
  const attrs = { growthInterval, smallest, largest };
  const [nextScale, nextCounts] = updateLossScale(scale, counts, scaledNorm, attrs);
  return {
    factor,
    norm,
    outputs: { lossScale: scale, lossScaleCounts: counts },
    updates: [
      { variable: state.scale, value: nextScale },
      { variable: state.counts, value: nextCounts },
    ],
  };
}

/** What a step in mixed precision reports besides its loss. */
export interface LossScaleReport {
  /** The scale that the loss had in this step. */
  readonly lossScale: number;
  /** Steps so far, this one included, that changed nothing because f16 overflowed. */
  readonly skippedSteps: number;
  /** True when this step was left out and a smaller scale is tried next. */
  readonly isSkipped?: true;
}

/** The report of a step from its program's results, which are the state before the step. */
export function lossScaleReport(
  gradientNorm: number,
  results: Readonly<Record<string, Numbers>>,
): LossScaleReport {
  const [lossScale = Number.NaN] = results["lossScale"] ?? [];
  const [, skippedBefore = 0] = results["lossScaleCounts"] ?? [];
  if (Number.isFinite(gradientNorm)) return { lossScale, skippedSteps: skippedBefore };
  const report = { lossScale, skippedSteps: skippedBefore + 1 };
  return lossScale > smallest ? { ...report, isSkipped: true } : report;
}
