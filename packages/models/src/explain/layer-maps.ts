// A block's feature maps inside a graph, and their enlargement to the size of the input.
import { input, type Program, type Tensor } from "@pleura/engine";
import { upsample } from "@pleura/kernels";
import type { Network } from "../inference/network.ts";
import { ModelError } from "../model-error.ts";
import type { BuildContext } from "../weights/build-context.ts";

/** The block whose feature maps explain a prediction when nobody chooses. */
export const defaultLayer = "bottleneck";

/**
 * Feature maps `[n, k, h, w]` of a block of a graph that was built.
 *
 * @throws {ModelError} tag `config` when the model has no such block
 */
export function mapsOf(context: BuildContext, layer: string): Tensor {
  const maps = context.blocks.get(layer);
  if (maps?.shape.length === 4) return maps;
  const names = [...context.blocks].filter(([, { shape }]) => shape.length === 4);
  throw new ModelError(
    "config",
    `explain: the layer must be one of ${names.map(([name]) => name).join(", ")}, ` +
      `but "${layer}" was given. Choose one of them.`,
  );
}

/** A program that upsamples maps [batch, 1, h, w] to the input's size (bilinear, align_corners false). */
export function upsampler(network: Network, h: number, w: number): Promise<Program> {
  const { size } = network.model;
  return network.program(`upsample ${h}×${w}`, () => ({
    maps: upsample(input("maps", [network.batch, 1, h, w]), {
      mode: "bilinear",
      size: [size, size],
    }),
  }));
}
