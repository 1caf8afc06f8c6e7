// Winograd's convolution for 3×3 filters: when it is offered, its launches, and how exact it is.
import {
  type AdapterFacts,
  type BufferRef,
  type Launch,
  linearGrid,
  type TensorType,
} from "@pleura/engine";
import type { SharedTile } from "../wgsl/shared-tile.ts";
import { conv2dWinogradFilter } from "./conv2d.winograd-filter.wgsl.ts";
import { conv2dWinogradInput } from "./conv2d.winograd-input.wgsl.ts";
import { conv2dWinogradOutput } from "./conv2d.winograd-output.wgsl.ts";
import { conv2dWinogradProduct } from "./conv2d.winograd-product.wgsl.ts";
import { type MapConvolution, sharedTiles } from "./conv2d-shared-tile.ts";
import type { ConvSizes } from "./conv2d-window.ts";

/** Places of a transformed 4×4 patch. */
const places = 16;

const paddedToFour = (count: number) => 4 * Math.ceil(count / 4);

/** Tiles of 2×2 output pixels: rows and columns per image, and all of them. */
function tilesOf({ n, oh, ow }: ConvSizes) {
  const rows = Math.ceil(oh / 2);
  const columns = Math.ceil(ow / 2);
  return { rows, columns, tiles: n * rows * columns };
}

/** Values of the transformed filter, input and output. */
function scratchSizes(sizes: ConvSizes) {
  const tiles4 = paddedToFour(tilesOf(sizes).tiles);
  return {
    filter: places * sizes.ci * paddedToFour(sizes.co),
    input: places * sizes.ci * tiles4,
    output: places * sizes.co * tiles4,
  };
}

/**
 * The tile of the products where Winograd's F(2×2, 3×3) is offered: 3×3, stride 1, and transformed maps (four times
 * the size of input and output) that one binding holds.
 */
export function winogradTile(sizes: ConvSizes, adapter: AdapterFacts): SharedTile | undefined {
  const { kh, kw, stride, co } = sizes;
  if (kh !== 3 || kw !== 3 || stride !== 1) return undefined;
  const largest = Math.max(...Object.values(scratchSizes(sizes)));
  if (4 * largest > adapter.maxStorageBufferBindingSize) return undefined;
  return sharedTiles(co, tilesOf(sizes).tiles, adapter)[0];
}

/** The variant's name. */
export const winogradName = "winograd 2×2";

/**
 * Bound of |ŷ − y| of this algorithm in f32, without bias: 81 · ci · (ci + 12) · 2⁻²⁴ · max|x| · max|w|.
 *
 * Each value of a transformed patch is a sum of at most 4 · max|x| in size, and of a transformed filter at most
 * 9/4 · max|w|; an output adds 9 sums of ci such products. At most ci + 10 roundings lie between inputs and output
 * (2 in the transform of x, 4 in that of w, ci in the sum, 4 in the output transform; two more cover the products of
 * roundings), each at most 2⁻²⁴ of what it rounds (Higham 2002, "Accuracy and Stability of Numerical Algorithms",
 * 3.1; for Winograd in general: Barabasz et al. 2020, "Error analysis and improving the accuracy of Winograd
 * convolution", theorem 2). The direct algorithm's bound is 9 · ci · (9 · ci) · 2⁻²⁴ · max|x| · max|w|. In practice
 * both errors grow about like √ci: conv2d-winograd.gpu.test.ts measures them.
 */
export function winogradErrorBound(ci: number, largestX: number, largestW: number): number {
  return 81 * ci * (ci + 12) * 2 ** -24 * largestX * largestW;
}

/**
 * The launches of a convolution by F(2×2, 3×3): 16 products per channel and 2×2 pixels in place of 36.
 *
 *   x ── Bᵀ·B ──► v ─┐                    (Lavin and Gray 2016, "Fast algorithms for
 *   w ── G·Gᵀ ──► u ─┴─ 16 products ──► m ── Aᵀ·A ──► y    convolutional neural networks", 4.1)
 */
export function launchWinograd(
  { sizes, filter, x, w, b, y, hasRelu }: MapConvolution,
  tile: SharedTile,
  scratch: (type: TensorType) => BufferRef,
): readonly Launch[] {
  const { ci, h, co, oh, ow, pad } = sizes;
  const { rows, columns, tiles } = tilesOf(sizes);
  const [co4, tiles4] = [paddedToFour(co), paddedToFour(tiles)];
  const space = (count: number) => scratch({ shape: [count], dtype: "f32" });
  const lengths = scratchSizes(sizes);
  const [u, v, m] = [space(lengths.filter), space(lengths.input), space(lengths.output)];
  const each = (count: number) => linearGrid(Math.ceil(count / 64));
  const rowBlocks = Math.ceil(co / tile.rows);
  const columnBlocks = Math.ceil(tiles / tile.columns);
  const work = places * rowBlocks * columnBlocks;
  return [
    {
      kernel: conv2dWinogradFilter,
      buffers: [w, u],
      params: {
        ...{ count: ci * co4, ci, co, co4, filter_out: filter.out, filter_in: filter.in },
        ...{ filter_first: filter.first, filter_step: filter.step },
      },
      grid: each(ci * co4),
    },
    {
      kernel: conv2dWinogradInput,
      buffers: [x, v],
      params: {
        ...{ count: ci * tiles, ci, h, w: sizes.w, tiles, tiles4, rows, columns },
        ...{ pad_top: pad[0], pad_left: pad[2] },
      },
      grid: each(ci * tiles),
    },
    {
      kernel: conv2dWinogradProduct(tile),
      buffers: [u, v, m],
      params: { work, row_blocks: rowBlocks, column_blocks: columnBlocks, ci, co, co4, tiles4 },
      grid: linearGrid(work),
    },
    {
      kernel: conv2dWinogradOutput(b !== undefined, hasRelu),
      buffers: [m, ...(b ? [b] : []), y],
      params: { count: co * tiles, co, oh, ow, tiles, tiles4, rows, columns },
      grid: each(co * tiles),
    },
  ];
}
