// The graph of one training step of either task, from the variables that it reads and changes.
import {
  gradients,
  input,
  type Precision,
  type ProgramSpec,
  readVariable,
  type Tensor,
  type Update,
  type Variable,
} from "@pleura/engine";
import {
  accumulateGradient,
  advanceCounter,
  affine,
  gradientNormScale,
  multiply,
  reshape,
  softmaxCrossEntropy,
} from "@pleura/kernels";
import { classifier } from "../classifier/classifier.ts";
import type { HeadConfig } from "../classifier/config.ts";
import { greyImages } from "../inference/network.ts";
import { ModelError } from "../model-error.ts";
import type { UnetConfig } from "../unet/config.ts";
import { unet } from "../unet/unet.ts";
import { BuildContext } from "../weights/build-context.ts";
import { clipGradient } from "./clip-gradients.ts";
import { type RestorationLoss, restorationLoss } from "./loss.ts";
import {
  defaultLossScaling,
  type LossScaleState,
  type LossScaling,
  lossScaleSeed,
  type UnscaledGradients,
  unscaleGradients,
} from "./loss-scale.ts";
import {
  type OptimiserConfig,
  optimiserUpdates,
  type RateGroup,
  unitGradients,
} from "./optimiser.ts";

/** What decides the graph of a training step. */
export interface TrainingGraphOptions {
  readonly task: "restore" | "classify";
  readonly unet: UnetConfig;
  /** Needed for `classify`. */
  readonly head?: HeadConfig;
  /** Side of the images in pixels. */
  readonly size: number;
  /** Images of a step. */
  readonly batch: number;
  /** Images that are in memory at once; a divisor of the batch, by default the batch. */
  readonly microBatch?: number;
  readonly optimiser: OptimiserConfig;
  readonly restorationLoss?: RestorationLoss;
  /** One weight per class; default 1. */
  readonly classWeights?: readonly number[];
  readonly labelSmoothing?: number;
  /** Leaves encoder and bottleneck as they are, running statistics too, and builds them in eval mode. */
  readonly freezesEncoder?: boolean;
  /** Names of blocks whose inside the backward pass computes again instead of keeping it; default none. */
  readonly recomputes?: readonly string[];
  /** `mixed` stores feature maps and filters in f16 and scales the loss; default `f32`. */
  readonly precision?: Precision;
  /** Decay of the weights' moving average, below 1; 0, the default, keeps none. See `averageRate`. */
  readonly ema?: number;
  /** How the loss is scaled in mixed precision; default `defaultLossScaling`. */
  readonly lossScaling?: LossScaling;
}

/** The variables of a training step. */
export interface TrainingVariables {
  /** Weights and running statistics by name. */
  readonly weights: ReadonlyMap<string, Variable>;
  /** Moments by name. */
  readonly optimiser: ReadonlyMap<string, Variable>;
  /** u32 `[2]`: seed and step of dropout. */
  readonly counter: Variable;
  /** Trained weights by learning rate. */
  readonly groups: readonly RateGroup[];
  /** Running statistics that the step moves. */
  readonly statistics: readonly Variable[];
  /** Moving averages by the name of what they average; undefined keeps none. */
  readonly averages?: ReadonlyMap<string, Variable> | undefined;
  /** The loss scale of mixed precision; undefined leaves the loss as it is. */
  readonly lossScale?: LossScaleState | undefined;
}

/** What a training step computes. */
export type TrainingSpec = ProgramSpec & {
  readonly outputs: { readonly loss: Tensor; readonly gradientNorm: Tensor };
};

function lossOf(context: BuildContext, options: TrainingGraphOptions): Tensor {
  const { task, unet: config, head, size, batch, freezesEncoder = false } = options;
  const x = input("images", [batch, config.inChannels, size, size]);
  if (task === "restore") {
    const target = greyImages("targets", batch, size);
    const { restorationLoss: loss = { kind: "ssim", ssimRange: 1, l1Weight: 0 } } = options;
    return restorationLoss(unet(context, x, config), target, loss);
  }
  if (!head) throw new ModelError("internal", "internal: a classifier needs a head");
  const logits = classifier(context, x, config, head, { freezesEncoder });
  const labels = input("labels", [batch], "u32");
  const { classWeights, labelSmoothing } = options;
  return softmaxCrossEntropy(logits, labels, {
    ...(classWeights && { classWeights: [...classWeights] }),
    ...(labelSmoothing !== undefined && { labelSmoothing }),
  });
}

interface Differentiated {
  readonly loss: Tensor;
  /** One per trained weight, in the order of the groups. */
  readonly gradients: readonly Tensor[];
  /** Running statistics and the dropout counter. */
  readonly updates: readonly Update[];
}

const trainedOf = ({ groups }: TrainingVariables) => groups.flatMap(({ parameters }) => parameters);

function timesShare(loss: Tensor, share: number | Tensor): Tensor {
  if (share === 1) return loss;
  return typeof share === "number"
    ? affine(loss, share)
    : multiply(loss, reshape(share, loss.shape));
}

/**
 * The share of a batch's loss that a micro-batch has: of its images, or of its class weights, by whose sum a weighted
 * cross-entropy is divided.
 */
const shareOf = ({ batch, microBatch = batch, classWeights }: TrainingGraphOptions) =>
  classWeights ? input("micro.share", [1]) : microBatch / batch;

/** Loss and gradients of `options.batch` images, the loss times `share`, one number. */
function differentiate(
  options: TrainingGraphOptions,
  variables: TrainingVariables,
  share: number | Tensor,
): Differentiated {
  const counter = readVariable(variables.counter);
  const context = new BuildContext("train", variables.weights, counter);
  const whole = lossOf(context, options);
  const loss = timesShare(whole, share);
  const again = new Set(options.recomputes ?? []);
  const blocks = [...context.blocks].map(([name, output]) => ({
    output,
    isRecomputed: again.has(name),
  }));
  const seed = variables.lossScale && lossScaleSeed(variables.lossScale, loss.shape);
  const found = gradients(loss, trainedOf(variables).map(readVariable), blocks, seed);
  return {
    loss,
    gradients: found,
    updates: [...context.updates, { variable: variables.counter, value: advanceCounter(counter) }],
  };
}

/** The optimiser's factor on all gradients, and the norm to report. */
function measureGradients(
  found: readonly Tensor[],
  { optimiser, lossScaling = defaultLossScaling }: TrainingGraphOptions,
  { lossScale }: TrainingVariables,
): UnscaledGradients {
  const { clipNorm, clipsEachNorm = false } = optimiser;
  const maxNorm = clipNorm > 0 && !clipsEachNorm ? clipNorm : Number.POSITIVE_INFINITY;
  if (!lossScale) {
    const [factor, norm] = gradientNormScale(found, { maxNorm });
    return { factor, norm, outputs: {}, updates: [] };
  }
  // Clipping is about the true norm, which is known only after the scale is undone.
  const [, scaledNorm] = gradientNormScale(found, { maxNorm: Number.POSITIVE_INFINITY });
  return unscaleGradients(lossScale, scaledNorm, maxNorm, lossScaling);
}

/** The updates of all weights by their gradients, and what a step reports of these. */
function optimise(
  options: TrainingGraphOptions,
  variables: TrainingVariables,
  byVariable: ReadonlyMap<Variable, Tensor>,
) {
  const { groups, optimiser: state } = variables;
  const clipped = [...byVariable].map(
    ([weight, gradient]) =>
      [weight, clipGradient(gradient, options.optimiser, variables.lossScale)] as const,
  );
  const byUnit = unitGradients(groups, new Map(clipped));
  const found = byUnit.map(({ gradient }) => gradient);
  const measured = measureGradients(found, options, variables);
  const updates = optimiserUpdates(options.optimiser, byUnit, state, measured.factor);
  return {
    outputs: { gradientNorm: reshape(measured.norm, []), ...measured.outputs },
    updates: [...updates, ...measured.updates],
  };
}

/** Loss, gradients and updates of one step; inputs `images`, `targets` or `labels`, and `hyper.<group>`. */
export function trainingGraph(
  options: TrainingGraphOptions,
  variables: TrainingVariables,
): TrainingSpec {
  const { loss, gradients: found, updates } = differentiate(options, variables, 1);
  const byVariable = new Map(trainedOf(variables).map((v, i) => [v, found[i] as Tensor]));
  const optimised = optimise(options, variables, byVariable);
  return {
    outputs: { loss: reshape(loss, []), ...optimised.outputs },
    updates: [...optimised.updates, ...updates],
  };
}

/** Sums over the micro-batches of a step, on the device. */
export interface Totals {
  readonly loss: Variable;
  /** By trained weight. */
  readonly gradients: ReadonlyMap<Variable, Variable>;
}

/**
 * One micro-batch: adds its share of loss and gradients to the totals. Inputs as a step's without `hyper`, and
 * `micro.start`, 1 for the first of a step; with class weights also `micro.share`. Running statistics and dropout move on with each.
 */
export function microBatchGraph(
  options: TrainingGraphOptions,
  variables: TrainingVariables,
  totals: Totals,
): ProgramSpec & { readonly outputs: Readonly<Record<string, Tensor>> } {
  const { batch, microBatch = batch } = options;
  const part = { ...options, batch: microBatch };
  const { loss, gradients: found, updates } = differentiate(part, variables, shareOf(options));
  const start = input("micro.start", [1], "u32");
  const add = (variable: Variable, value: Tensor): Update => ({
    variable,
    value: accumulateGradient(readVariable(variable), value, start),
  });
  const added = trainedOf(variables).map((weight, index) =>
    add(totals.gradients.get(weight) as Variable, found[index] as Tensor),
  );
  return { outputs: {}, updates: [add(totals.loss, reshape(loss, [])), ...added, ...updates] };
}

/** The end of a step in micro-batches: updates every weight by the totals; inputs `hyper.<group>`. */
export function updateGraph(
  options: TrainingGraphOptions,
  variables: TrainingVariables,
  totals: Totals,
): TrainingSpec {
  const byVariable = new Map(
    [...totals.gradients].map(([weight, total]) => [weight, readVariable(total)]),
  );
  const { outputs, updates } = optimise(options, variables, byVariable);
  // A copy: what is only read has no memory of its own to be an output.
  const loss = affine(readVariable(totals.loss), 1);
  return { outputs: { loss, ...outputs }, updates };
}
