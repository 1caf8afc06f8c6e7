// The UNet-CBAM: encoder and bottleneck (shared with the classifier), decoder and output.
import { EngineError, named, type Tensor } from "@pleura/engine";
import { concat, maxPool, relu, sigmoid, upsample } from "@pleura/kernels";
import type { BuildContext } from "../weights/build-context.ts";
import { attention } from "./attention.ts";
import { checkUnetConfig } from "./check-unet-config.ts";
import { attentionPlaces, channelsAt, type UnetConfig } from "./config.ts";
import { convLayer, dropoutLayer, normRelu } from "./layers.ts";

/** Two 3×3 convolutions with ReLU (and normalisation), then attention where the config places it. */
function block(
  context: BuildContext,
  x: Tensor,
  name: string,
  filters: number,
  config: UnetConfig,
): Tensor {
  let features = x;
  for (const part of ["1", "2"]) {
    const hasNorm = config.norm !== "none";
    features = convLayer(context, features, {
      name: `${name}.conv${part}`,
      filters,
      size: 3,
      activation: hasNorm ? "none" : "relu",
      meaning: `${name}, 3×3 convolution ${part}`,
    });
    if (hasNorm) features = normRelu(context, features, `${name}.norm${part}`, config.norm);
  }
  const attends = attentionPlaces(config).has(name);
  return context.block(name, attends ? attention(context, features, name, config) : features);
}

/** What the decoder needs: the bottleneck's features and the skips, shallowest first. */
export interface Encoded {
  readonly bottleneck: Tensor;
  readonly skips: readonly Tensor[];
}

/**
 * The contracting path: `levels − 1` blocks with 2×2 max pooling, then the bottleneck block.
 *
 * @param x images `[n, inChannels, h, w]`, h and w multiples of 2^(levels−1)
 * @throws {EngineError} tag `shape`
 * @throws {ModelError} tag `config`
 */
export function encode(context: BuildContext, x: Tensor, config: UnetConfig): Encoded {
  checkUnetConfig(config);
  const depth = config.levels - 1;
  const [, channels, h = 1, w = 1] = x.shape;
  const multiple = 2 ** depth;
  if (channels !== config.inChannels || h % multiple !== 0 || w % multiple !== 0) {
    throw new EngineError(
      "shape",
      `unet: images must be [n, ${config.inChannels}, h, w] with h and w multiples of ${multiple}, ` +
        `but they are [${x.shape.join(", ")}]. Choose another size or fewer levels.`,
    );
  }
  const skips: Tensor[] = [];
  let features = x;
  for (let level = 0; level < depth; level++) {
    const name = `encoder.${level}`;
    features = block(context, features, name, channelsAt(config, level), config);
    // Ronneberger's and the authors' dropout at the end of the contracting path.
    if (level === depth - 1) features = dropoutLayer(context, features, config.dropout);
    skips.push(features);
    features = maxPool(features, { size: 2 });
  }
  features = block(context, features, "bottleneck", channelsAt(config, depth), config);
  return { bottleneck: dropoutLayer(context, features, config.dropout), skips };
}

/**
 * The whole UNet-CBAM, which restores an image.
 *
 * @param x images `[n, inChannels, h, w]` in [0, 1]
 * @returns restored images `[n, 1, h, w]`; in (0, 1) with a sigmoid output
 */
export function unet(context: BuildContext, x: Tensor, config: UnetConfig): Tensor {
  const { bottleneck, skips } = encode(context, x, config);
  let features = bottleneck;
  for (let level = config.levels - 2; level >= 0; level--) {
    const name = `decoder.${level}`;
    const filters = channelsAt(config, level);
    const skip = skips[level] as Tensor;
    const [, , h = 1, w = 1] = skip.shape;
    const raised = convLayer(context, upsample(features, { mode: "nearest", size: [h, w] }), {
      name: `${name}.up`,
      filters,
      size: 2,
      activation: "relu",
      meaning: `${name}, 2×2 convolution after nearest upsampling (padded bottom and right)`,
    });
    features = block(context, concat([skip, raised], 1), name, filters, config);
  }
  const neck = convLayer(context, features, {
    name: "neck",
    filters: 2,
    size: 3,
    activation: "relu",
    meaning: "3×3 convolution to two channels",
  });
  const logits = convLayer(context, context.block("neck", neck), {
    name: "output",
    filters: 1,
    size: 1,
    init: { kind: "glorot_uniform", fanIn: 2, fanOut: 1 },
    meaning: "1×1 convolution to the restored image",
  });
  const restored = config.output === "sigmoid" ? sigmoid(logits) : relu(logits);
  return context.block("output", named(restored, "output"));
}
