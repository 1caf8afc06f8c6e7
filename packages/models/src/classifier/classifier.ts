// The classifier: the UNet's encoder and bottleneck with a head that gives one logit per class.
import type { Tensor } from "@pleura/engine";
import { globalAveragePool, maxPool } from "@pleura/kernels";
import type { UnetConfig } from "../unet/config.ts";
import { batchNormLayer, convLayer, denseLayer, dropoutLayer } from "../unet/layers.ts";
import { encode } from "../unet/unet.ts";
import type { BuildContext } from "../weights/build-context.ts";
import type { HeadConfig } from "./config.ts";

/** Classes in their fixed order: covid19, pneumonia, normal. */
export const classCount = 3;

function gapHead(context: BuildContext, features: Tensor, { hidden, dropout }: HeadConfig): Tensor {
  const channels = features.shape[1] ?? 1;
  const pooled = globalAveragePool(features);
  const inner = denseLayer(context, pooled, {
    name: "head.fc1",
    units: hidden,
    activation: "relu",
    init: { kind: "he_normal", fanIn: channels },
    meaning: "head, hidden layer after global average pooling",
  });
  return denseLayer(context, dropoutLayer(context, inner, dropout), {
    name: "head.fc2",
    units: classCount,
    meaning: "head, logits of covid19, pneumonia, normal",
  });
}

function linearHead(context: BuildContext, features: Tensor, { dropout }: HeadConfig): Tensor {
  return denseLayer(context, dropoutLayer(context, globalAveragePool(features), dropout), {
    name: "head.fc",
    units: classCount,
    meaning: "head, logits of covid19, pneumonia, normal from the pooled features",
  });
}

/** Keras' defaults for batch normalisation: ε 1e-3, momentum .99 (.01 in PyTorch's sense). */
const kerasBatchNorm = { epsilon: 1e-3, momentum: 0.01 };
const narrow = { kind: "normal", deviation: 0.05 } as const;

function authorsHead(context: BuildContext, features: Tensor, { hidden }: HeadConfig): Tensor {
  let x = features;
  for (const [index, divisor] of [1, 2, 4, 8].entries()) {
    x = convLayer(context, x, {
      name: `head.conv${index + 1}`,
      filters: Math.max(1, Math.floor(hidden / divisor)),
      size: 2,
      activation: "relu",
      init: narrow,
      meaning: `authors' head, 2×2 convolution ${index + 1} (padded bottom and right)`,
    });
    if (index === 3) x = context.block("head.conv4", x);
    if (index === 1) x = batchNormLayer(context, x, "head.norm1", kerasBatchNorm);
    if (index === 3) x = batchNormLayer(context, x, "head.norm2", kerasBatchNorm);
  }
  const [, , h = 1, w = 1] = x.shape;
  // A 1×1 map cannot be pooled further (tiny images only).
  if (h > 1 && w > 1) x = maxPool(x, { size: 2 });
  let units = batchNormLayer(context, globalAveragePool(x), "head.norm3", kerasBatchNorm);
  const widths = [128, 64, 32, 16, 8].map((width) =>
    Math.max(8, Math.floor((width * hidden) / 512)),
  );
  const rates = [0.5, 0, 0.3, 0, 0];
  for (const [index, width] of widths.entries()) {
    units = denseLayer(context, units, {
      name: `head.fc${index + 1}`,
      units: width,
      activation: "relu",
      ...(index < 2 && { init: narrow }),
      meaning: `authors' head, dense layer ${index + 1}`,
    });
    units = dropoutLayer(context, units, rates[index] ?? 0);
  }
  return denseLayer(context, units, {
    name: "head.fc6",
    units: classCount,
    meaning: "authors' head, logits of covid19, pneumonia, normal",
  });
}

const heads = { gap: gapHead, linear: linearHead, authors: authorsHead } as const;

/** How a classifier is built. */
export interface ClassifierOptions {
  /**
   * Builds encoder and bottleneck in eval mode whatever the context's: running statistics are used and
   * not updated, and there is no dropout.
   */
  readonly freezesEncoder?: boolean;
}

/**
 * Logits of a batch of images.
 *
 * @param x images `[n, inChannels, h, w]` in [0, 1]
 * @returns logits `[n, 3]` of covid19, pneumonia, normal
 */
export function classifier(
  context: BuildContext,
  x: Tensor,
  config: UnetConfig,
  head: HeadConfig,
  { freezesEncoder = false }: ClassifierOptions = {},
): Tensor {
  const mode = freezesEncoder ? "eval" : context.mode;
  const { bottleneck } = context.inMode(mode, () => encode(context, x, config));
  return context.block("logits", heads[head.kind](context, bottleneck, head));
}
