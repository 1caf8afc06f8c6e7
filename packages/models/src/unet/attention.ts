// Attention modules: CBAM as published, and the scalar gate that the authors' code computes instead.
import { named, type Tensor } from "@pleura/engine";
import {
  averageMaxPool,
  channelGate,
  channelMaxMean,
  concat,
  reduceSum,
  reshape,
  scaleByImage,
  spatialGate,
} from "@pleura/kernels";
import type { BuildContext } from "../weights/build-context.ts";
import type { UnetConfig } from "./config.ts";
import { batchNormLayer, convLayer, denseLayer } from "./layers.ts";

/** Hidden units of CBAM's channel gate: C / r, and at least 4, since 64 / 16 would leave only 4. */
export const channelGateUnits = (channels: number, reduction: number) =>
  Math.max(Math.floor(channels / reduction), 4);

/**
 * x' = x · σ(MLP(avg x) + MLP(max x)) with one shared MLP, pools over height and width.
 *
 * Woo et al. 2018, eq. 2. Weights `<name>.fc1 [hidden, c]`, `<name>.fc2 [c, hidden]`.
 */
function channelAttention(
  context: BuildContext,
  x: Tensor,
  name: string,
  reduction: number,
): Tensor {
  const channels = x.shape[1] ?? 1;
  const hidden = channelGateUnits(channels, reduction);
  const batch = x.shape[0] ?? 1;
  // Both pools of an image are rows of one product, so that each layer is computed once, forward and backward.
  const pooled = reshape(concat(averageMaxPool(x), 1), [2 * batch, channels]);
  const inner = denseLayer(context, pooled, {
    name: `${name}.fc1`,
    units: hidden,
    activation: "relu",
    init: { kind: "he_normal", fanIn: channels },
    meaning: "CBAM channel gate, first layer of the shared MLP",
  });
  const each = denseLayer(context, inner, {
    name: `${name}.fc2`,
    units: channels,
    meaning: "CBAM channel gate, second layer of the shared MLP",
  });
  const logits = reduceSum(reshape(each, [batch, 2, channels]), 1, 1);
  return named(channelGate(x, reshape(logits, [batch, channels])), name);
}

/**
 * x'' = x' · σ(BN(conv([max x', mean x']))) with pools over channels.
 *
 * Woo et al. 2018, eq. 3; the batch normalisation is in the authors' code of CBAM, not in the formula.
 */
function spatialAttention(context: BuildContext, x: Tensor, name: string, size: number): Tensor {
  const logits = convLayer(context, channelMaxMean(x), {
    name: `${name}.conv`,
    filters: 1,
    size,
    hasBias: false,
    init: { kind: "glorot_uniform", fanIn: 2 * size * size, fanOut: size * size },
    meaning: "CBAM spatial gate, filter over [max, mean]",
  });
  const normed = batchNormLayer(context, logits, `${name}.norm`, { epsilon: 1e-5, momentum: 0.01 });
  return named(spatialGate(x, normed), name);
}

/**
 * x · s with one s = σ(conv([MLPₐ(avg x), MLPₘ(max x)])) per image: what the paper's code computes.
 *
 * Two MLPs with ReLU on both layers; the k×k filter meets a 1×1 map, so only its centre tap acts.
 * See docs/paper-map.md for why this is not CBAM.
 */
function scalarGate(context: BuildContext, x: Tensor, name: string, config: UnetConfig): Tensor {
  const channels = x.shape[1] ?? 1;
  const batch = x.shape[0] ?? 1;
  const hidden = Math.max(Math.floor(channels / config.reduction), 1);
  const mlp = (pooled: Tensor, branch: string) => {
    const layer = (part: string, units: number) => ({
      name: `${name}.${branch}.${part}`,
      units,
      activation: "relu" as const,
      init: { kind: "normal" as const, deviation: 0.5 },
      meaning: `scalar gate, MLP of the ${branch} pool`,
    });
    return denseLayer(
      context,
      denseLayer(context, pooled, layer("fc1", hidden)),
      layer("fc2", channels),
    );
  };
  const [average, most] = averageMaxPool(x);
  const pooled = concat([mlp(average, "avg"), mlp(most, "max")], 1);
  const size = config.spatialKernel;
  const logits = convLayer(context, reshape(pooled, [batch, 2 * channels, 1, 1]), {
    name: `${name}.conv`,
    filters: 1,
    size,
    hasBias: false,
    init: { kind: "he_normal", fanIn: 4 * channels * size * size },
    meaning: "scalar gate, filter over the pooled features (only the centre tap acts)",
  });
  return named(scaleByImage(x, reshape(logits, [batch, 1])), name);
}

/** The attention a config asks for after a block; weights under `<block>.attention`. */
export function attention(
  context: BuildContext,
  x: Tensor,
  block: string,
  config: UnetConfig,
): Tensor {
  const name = `${block}.attention`;
  if (config.attention === "none") return x;
  if (config.attention === "scalar_gate") return scalarGate(context, x, name, config);
  const gated = channelAttention(context, x, `${name}.channel`, config.reduction);
  return spatialAttention(context, gated, `${name}.spatial`, config.spatialKernel);
}
