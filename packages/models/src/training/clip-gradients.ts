// Clipping of gradients one by one: by the size of their numbers, and by their own norm.
import { readVariable, type Tensor } from "@pleura/engine";
import { clamp, divide, gradientNormScale, multiply } from "@pleura/kernels";
import type { LossScaleState } from "./loss-scale.ts";
import type { OptimiserConfig } from "./optimiser.ts";

/** True when gradients are clipped one by one; the joint norm is clipped elsewhere. */
const clipsEach = ({ clipValue = 0, clipNorm, clipsEachNorm = false }: OptimiserConfig) =>
  clipValue > 0 || (clipsEachNorm && clipNorm > 0);

/**
 * The gradient of one weight with its numbers within ± `clipValue`, then, with `clipsEachNorm`, its norm at most
 * `clipNorm`: the order of Keras from TensorFlow 2.4 on, whose `clipnorm` is about each weight by itself.
 *
 * @param lossScale of mixed precision: what is clipped is the gradient of the loss itself, not of the scaled one
 */
export function clipGradient(
  gradient: Tensor,
  config: OptimiserConfig,
  lossScale?: LossScaleState | undefined,
): Tensor {
  if (!clipsEach(config)) return gradient;
  const { clipValue = 0, clipNorm, clipsEachNorm = false } = config;
  // The scale is a power of two: dividing by it and multiplying again round nothing.
  const scale = lossScale && readVariable(lossScale.scale);
  const unscaled = scale ? divide(gradient, scale) : gradient;
  const held = clipValue > 0 ? clamp(unscaled, -clipValue, clipValue) : unscaled;
  const isNormed = clipsEachNorm && clipNorm > 0;
  const [factor] = isNormed ? gradientNormScale([held], { maxNorm: clipNorm }) : [];
  const clipped = factor ? multiply(held, factor) : held;
  return scale ? multiply(clipped, scale) : clipped;
}
