// Gradient of a convolution with respect to its filter.
import { bytesOf, EngineError, formatShape, linearGrid, type Op, type Shape } from "@pleura/engine";
import { summedOverImages } from "../contract/by-images.ts";
import { choiceOf, nameOf } from "../contract/named-variants.ts";
import { sumPartials } from "../reduce/sum-partials.wgsl.ts";
import { conv2dFilterGradient } from "./conv2d.filter-gradient.wgsl.ts";
import { filterGradientVariants } from "./conv2d-candidates.ts";
import { splitRows } from "./conv2d-variants.ts";
import { type ConvMotion, type ConvSizes, convFlops, convSizes } from "./conv2d-window.ts";

/** Motion of the convolution, and the height and width of its filter. */
export interface FilterGradientAttrs extends ConvMotion {
  readonly size: readonly [kh: number, kw: number];
}

function sizesOf(x: Shape, dy: Shape, attrs: FilterGradientAttrs): ConvSizes {
  const [, ci = 1] = x;
  const [, co = 1] = dy;
  const sizes = convSizes("conv2d filter gradient", x, [co, ci, ...attrs.size], attrs);
  const expected = [sizes.n, co, sizes.oh, sizes.ow];
  if (formatShape(dy) !== formatShape(expected)) {
    throw new EngineError(
      "shape",
      `conv2d filter gradient: "dy" must have the shape ${formatShape(expected)}, but it has ` +
        `${formatShape(dy)}. Give the gradient of the convolution's output.`,
      { dy, expected },
    );
  }
  return sizes;
}

/**
 * dw[o,c,u,v] = Σ dy[n,o,i,j] · x[n,c,i·s+u−top,j·s+v−left] over images and output pixels.
 *
 * Inputs x `[n, ci, h, w]`, dy `[n, co, oh, ow]`; output dw `[co, ci, kh, kw]`. The sum is split over rows into
 * scratch space and then added in a fixed order, so that equal inputs give equal bits.
 */
export const conv2dFilterGradientOp: Op<FilterGradientAttrs> = {
  name: "conv2d filter gradient",
  infer([x, dy], attrs) {
    const { co, ci, kh, kw } = sizesOf(x?.shape ?? [], dy?.shape ?? [], attrs);
    return [{ shape: [co, ci, kh, kw], dtype: "f32" }];
  },
  variants({ inputs: [x, dy], attrs, adapter }) {
    const sizes = sizesOf(x?.shape ?? [], dy?.shape ?? [], attrs);
    return filterGradientVariants(sizes, adapter).map(nameOf);
  },
  lower({ inputs: [x, dy], outputs: [dw], attrs, adapter, variant, scratch }) {
    if (!x || !dy || !dw) return [];
    const sizes = sizesOf(x.type.shape, dy.type.shape, attrs);
    const { n, ci, h, w, co, kh, kw, oh, ow, stride, pad } = sizes;
    const tile = choiceOf(filterGradientVariants(sizes, adapter), variant);
    const tapBlocks = kh / tile.tapRows;
    const channelBlocks = Math.ceil(co / tile.channels);
    const rowBlocks = Math.ceil(oh / tile.rows);
    const rows = n * rowBlocks;
    const count = co * ci * kh * kw;
    const perSplit = tapBlocks * channelBlocks * ci;
    const most = Math.floor(adapter.maxStorageBufferBindingSize / (4 * count));
    const { rowsPerSplit, splits } = splitRows(rows, perSplit, adapter, most);
    const partial = splits === 1 ? dw : scratch({ shape: [splits, count], dtype: "f32" });
    const kernel = conv2dFilterGradient({ ...tile, kw, stride });
    const work = splits * channelBlocks * tapBlocks;
    const { subgroupSize } = tile;
    const groups =
      subgroupSize === undefined
        ? Math.ceil((work * ci) / kernel.workgroup[0])
        : work * Math.ceil(ci / subgroupSize);
    const summed = {
      kernel,
      buffers: [x, dy, partial],
      params: {
        ...{ work, tap_blocks: tapBlocks, channel_blocks: channelBlocks, row_blocks: rowBlocks },
        ...{ rows, rows_per_split: rowsPerSplit, ci, h, w, co, kh, oh, ow },
        ...{ pad_top: pad[0], pad_left: pad[2] },
      },
      grid: linearGrid(groups),
    };
    return splits === 1 ? [summed] : [summed, sumPartials(partial, dw, count, splits)];
  },
  byImages: summedOverImages(0, 1),
  cost: ([x, dy], outputs, attrs) => ({
    flops: convFlops(sizesOf(x?.shape ?? [], dy?.shape ?? [], attrs)),
    bytes: bytesOf(...(x && dy ? [x, dy] : []), ...outputs),
  }),
};
