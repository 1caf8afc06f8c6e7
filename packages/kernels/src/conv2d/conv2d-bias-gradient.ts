// Gradient of a convolution with respect to its bias: sums of dy over images and pixels.
import { bytesOf, elementCount, linearGrid, type Op } from "@pleura/engine";
import { summedOverImages } from "../contract/by-images.ts";
import { sumPartials } from "../reduce/sum-partials.wgsl.ts";
import { planeSums } from "./conv2d.bias-gradient.wgsl.ts";
import { requireRank } from "./conv2d-window.ts";

/** Pixels that one invocation adds before the partial sums are added. */
const pixelsPerPart = 256;

/**
 * db[o] = Σ dy[n,o,i,j] over n, i, j.
 *
 * Input dy `[n, co, oh, ow]`; output db `[co]`. Partial sums in scratch space, added in a fixed order.
 */
export const conv2dBiasGradientOp: Op<null> = {
  name: "conv2d bias gradient",
  half: { inputs: "all", outputs: [] },
  infer([dy]) {
    requireRank("conv2d bias gradient", "dy", dy?.shape ?? [], ["n", "co", "oh", "ow"]);
    return [{ shape: [dy?.shape[1] ?? 1], dtype: "f32" }];
  },
  lower({ inputs: [dy], outputs: [db], scratch }) {
    if (!dy || !db) return [];
    const [n = 1, co = 1, oh = 1, ow = 1] = dy.type.shape;
    const pixels = oh * ow;
    const parts = Math.ceil(pixels / pixelsPerPart);
    const partial = scratch({ shape: [n * parts, co], dtype: "f32" });
    const count = n * parts * co;
    return [
      {
        kernel: planeSums,
        buffers: [dy, partial],
        params: { count, co, parts, pixels, pixels_per_part: pixelsPerPart },
        grid: linearGrid(Math.ceil(count / planeSums.workgroup[0])),
        cost: { flops: elementCount(dy.type.shape), bytes: bytesOf(dy.type, partial.type) },
      },
      sumPartials(partial, db, co, n * parts),
    ];
  },
  byImages: summedOverImages(0),
  cost: ([dy], outputs) => ({
    flops: elementCount(dy?.shape ?? []),
    bytes: bytesOf(...(dy ? [dy] : []), ...outputs),
  }),
};
