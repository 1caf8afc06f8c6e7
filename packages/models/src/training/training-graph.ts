// The graph of one training step of either task, from the variables that it reads and changes.
import {
  gradients,
  input,
  type ProgramSpec,
  readVariable,
  type Tensor,
  type Variable,
} from "@pleura/engine";
import { advanceCounter, gradientNormScale, reshape, softmaxCrossEntropy } from "@pleura/kernels";
import { classifier } from "../classifier/classifier.ts";
import type { HeadConfig } from "../classifier/config.ts";
import { greyImages } from "../inference/network.ts";
import { ModelError } from "../model-error.ts";
import type { UnetConfig } from "../unet/config.ts";
import { unet } from "../unet/unet.ts";
import { BuildContext } from "../weights/build-context.ts";
import { type RestorationLoss, restorationLoss } from "./loss.ts";
import { type OptimiserConfig, optimiserUpdates, type RateGroup } from "./optimiser.ts";

/** What decides the graph of a training step. */
export interface TrainingGraphOptions {
  readonly task: "restore" | "classify";
  readonly unet: UnetConfig;
  /** Needed for `classify`. */
  readonly head?: HeadConfig;
  /** Side of the images in pixels. */
  readonly size: number;
  readonly batch: number;
  readonly optimiser: OptimiserConfig;
  readonly restorationLoss?: RestorationLoss;
  /** One weight per class; default 1. */
  readonly classWeights?: readonly number[];
  readonly labelSmoothing?: number;
  /** Leaves encoder and bottleneck as they are, running statistics too, and builds them in eval mode. */
  readonly freezesEncoder?: boolean;
  /** Names of blocks whose inside the backward pass computes again instead of keeping it; default none. */
  readonly recomputes?: readonly string[];
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

/** Loss, gradients and updates of one step; inputs `images`, `targets` or `labels`, and `hyper.<group>`. */
export function trainingGraph(
  options: TrainingGraphOptions,
  variables: TrainingVariables,
): TrainingSpec {
  const { optimiser } = options;
  const counter = readVariable(variables.counter);
  const context = new BuildContext("train", variables.weights, counter);
  const loss = lossOf(context, options);
  const trained = variables.groups.flatMap(({ parameters }) => parameters);
  const again = new Set(options.recomputes ?? []);
  const blocks = [...context.blocks].map(([name, output]) => ({
    output,
    isRecomputed: again.has(name),
  }));
  const results = gradients(loss, trained.map(readVariable), blocks);
  const byVariable = new Map(trained.map((variable, i) => [variable, results[i] as Tensor]));
  const maxNorm = optimiser.clipNorm > 0 ? optimiser.clipNorm : Number.POSITIVE_INFINITY;
  const [scale, norm] = gradientNormScale(results, { maxNorm });
  const updates = optimiserUpdates(
    optimiser,
    variables.groups,
    byVariable,
    variables.optimiser,
    scale,
  );
  return {
    outputs: { loss: reshape(loss, []), gradientNorm: reshape(norm, []) },
    updates: [
      ...updates,
      ...context.updates,
      { variable: variables.counter, value: advanceCounter(counter) },
    ],
  };
}
