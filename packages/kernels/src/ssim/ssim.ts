// Structural similarity of two batches of images, with its analytic gradient.
import {
  applyOp,
  applyOp1,
  type BufferRef,
  bytesOf,
  type Cost,
  constant,
  EngineError,
  elementCount,
  formatShape,
  type Launch,
  linearGrid,
  type Op,
  type Shape,
  sameShape,
  type Tensor,
} from "@pleura/engine";
import { BLOCK, WINDOW } from "./gaussian-window.ts";
import { ssimCoefficients } from "./ssim.coefficients.wgsl.ts";
import { ssimImageSums } from "./ssim.image-sums.wgsl.ts";
import { ssimMeans } from "./ssim.means.wgsl.ts";
import { ssimRowMoments } from "./ssim.row-moments.wgsl.ts";
import { ssimSimilarity } from "./ssim.similarity.wgsl.ts";
import { ssimSpreadColumns } from "./ssim.spread-columns.wgsl.ts";
import { ssimSpreadRows } from "./ssim.spread-rows.wgsl.ts";

/** Options of SSIM. */
export interface SsimAttrs {
  /** Largest minus smallest possible pixel value, > 0: 1 for images in [0, 1]. */
  readonly dataRange: number;
}

/** Wang et al. 2004, sec. III-B: C1 = (K1·L)², C2 = (K2·L)². */
const K1 = 0.01;
const K2 = 0.03;

const grid = (invocations: number) => linearGrid(Math.ceil(invocations / 64));

/** Sizes that all passes share; windows lie wholly inside the image. */
function sizesOf([images = 1, c = 1, height = 1, width = 1]: Shape) {
  const planes = images * c;
  const across = width - WINDOW + 1;
  const down = height - WINDOW + 1;
  return { images, planes, height, width, across, down, windows: c * down * across };
}

/** Flops of the moments of one pixel's window: 2 passes of 5 sums of 11 taps about their means. */
const MOMENT_FLOPS = 2 * (5 * 17 + 2 * 11 + 3 * 11);

/** What a launch does itself: operations, and every buffer read or written once. */
const costOf = (flops: number, ...buffers: readonly BufferRef[]): Cost => ({
  flops,
  bytes: bytesOf(...buffers.map(({ type }) => type)),
});

/** Pass 1: fills the five maps of row moments, reading both images once. */
function rowMoments(x: BufferRef, y: BufferRef, moments: readonly BufferRef[]): Launch {
  const { planes, height, width, across } = sizesOf(x.type.shape);
  const rows = planes * height;
  const blocks = Math.ceil(across / BLOCK);
  return {
    kernel: ssimRowMoments,
    buffers: [x, y, ...moments],
    params: { rows, width, windows: across, blocks },
    grid: grid(rows * blocks),
    cost: costOf((MOMENT_FLOPS / 2) * elementCount(x.type.shape), x, y, ...moments),
  };
}

/** Pass 2's parameters and grid, forward and backward. */
function verticalPass(shape: Shape, { dataRange }: SsimAttrs) {
  const { planes, height, across, down } = sizesOf(shape);
  const blocks = Math.ceil(down / BLOCK);
  const [c1, c2] = [(K1 * dataRange) ** 2, (K2 * dataRange) ** 2];
  return {
    params: { planes, height, across, down, blocks, c1, c2 },
    grid: grid(planes * blocks * across),
  };
}

/** Gradient with respect to y; by symmetry, swapping the images gives that with respect to x. */
const ssimGradientOp: Op<SsimAttrs> = {
  name: "ssimGradient",
  infer: (inputs) => inputs.slice(1, 2),
  lower({ inputs: [x, y, dmean, dperImage, ...moments], outputs: [dy], attrs, scratch }) {
    if (!x || !y || !dmean || !dperImage || !dy) return [];
    const { shape } = x.type;
    const { images, planes, height, width, across, down, windows } = sizesOf(shape);
    const three = (rows: number) =>
      Array.from({ length: 3 }, () => scratch({ shape: [planes, rows, across], dtype: "f32" }));
    const maps = three(down);
    const columns = three(height);
    const rowBlocks = Math.ceil(height / BLOCK);
    const blocks = Math.ceil(width / BLOCK);
    const rows = planes * height;
    return [
      {
        kernel: ssimCoefficients,
        buffers: [...moments, ...maps],
        ...verticalPass(shape, attrs),
        cost: costOf((MOMENT_FLOPS / 2 + 15) * elementCount(shape), ...moments, ...maps),
      },
      {
        kernel: ssimSpreadColumns,
        buffers: [...maps, ...columns],
        params: { planes, height, across, down, blocks: rowBlocks },
        grid: grid(planes * rowBlocks * across),
        cost: costOf(51 * elementCount(shape), ...maps, ...columns),
      },
      {
        kernel: ssimSpreadRows,
        buffers: [x, y, ...columns, dmean, dperImage, dy],
        params: { rows, width, across, blocks, images, rows_per_image: rows / images, windows },
        grid: grid(rows * blocks),
        cost: costOf(51 * elementCount(shape), x, y, ...columns, dperImage, dy),
      },
    ];
  },
  // The moments down the columns, 15 for the factors, and 3 transposed filters of 2 passes with 17 each.
  cost: (inputs, outputs) => ({
    flops: (MOMENT_FLOPS / 2 + 15 + 102) * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

function gradientOf(
  [x, y]: readonly [Tensor, Tensor],
  [dmean, dperImage]: readonly (Tensor | undefined)[],
  moments: readonly Tensor[],
  attrs: SsimAttrs,
): Tensor {
  const zeros = (count: number, shape: Shape) => constant(new Float32Array(count), shape);
  const images = x.shape[0] ?? 1;
  const upstream = [dmean ?? zeros(1, []), dperImage ?? zeros(images, [images])];
  return applyOp1(ssimGradientOp, [x, y, ...upstream, ...moments], attrs);
}

/**
 * The op behind `ssim`: outputs mean, means of the images, and the row moments m_x, m_y, s_xx, s_yy, s_xy.
 *
 * The moments are kept for the gradient, which so reads each image only where it needs the pixels themselves.
 */
export const ssimOp: Op<SsimAttrs> = {
  name: "ssim",
  infer([x, y]) {
    const shape = x?.shape ?? [];
    if (!y || !sameShape(shape, y.shape)) {
      throw new EngineError(
        "shape",
        `ssim: "x" and "y" must have one shape, but they are ${formatShape(shape)} and ` +
          `${formatShape(y?.shape ?? [])}. Resize one of them.`,
      );
    }
    const [, , h = 0, w = 0] = shape;
    if (shape.length !== 4 || h < WINDOW || w < WINDOW) {
      throw new EngineError(
        "shape",
        `ssim: images must be [n, c, h, w] with h and w at least ${WINDOW}, the window's size, ` +
          `but they are ${formatShape(shape)}. Use larger images.`,
        { shape },
      );
    }
    const moment = { shape: [...shape.slice(0, 3), w - WINDOW + 1], dtype: "f32" } as const;
    return [
      { shape: [], dtype: "f32" },
      { shape: shape.slice(0, 1), dtype: "f32" },
      ...Array.from({ length: 5 }, () => moment),
    ];
  },
  lower({ inputs: [x, y], outputs: [mean, perImage, ...moments], attrs, scratch }) {
    if (!x || !y || !mean || !perImage) return [];
    const { images, planes, across, windows } = sizesOf(x.type.shape);
    const vertical = verticalPass(x.type.shape, attrs);
    const { blocks } = vertical.params;
    const partial = scratch({ shape: [planes, blocks, across], dtype: "f32" });
    const perImageSums = (planes / images) * blocks * across;
    // 32 invocations per image: enough for a GPU, few enough for the one that joins them.
    const parts = Math.min(32, perImageSums);
    const sums = scratch({ shape: [images, parts], dtype: "f32" });
    return [
      rowMoments(x, y, moments),
      {
        kernel: ssimSimilarity,
        buffers: [...moments, partial],
        ...vertical,
        cost: costOf((MOMENT_FLOPS / 2 + 15) * elementCount(x.type.shape), ...moments, partial),
      },
      {
        kernel: ssimImageSums,
        buffers: [partial, sums],
        params: { images, per_image: perImageSums, parts },
        grid: grid(images * parts),
      },
      {
        kernel: ssimMeans,
        buffers: [sums, mean, perImage],
        params: { images, parts, windows },
        grid: [1, 1, 1],
      },
    ];
  },
  gradient({ inputs: [x, y], outputs, attrs, outputGradients, needs }) {
    const [, , meanX, meanY, xx, yy, xy] = outputs;
    if (!x || !y || !meanX || !meanY || !xx || !yy || !xy) return [];
    const moments = [meanX, meanY, xx, yy, xy];
    const swapped = [meanY, meanX, yy, xx, xy];
    return [
      needs[0] ? gradientOf([y, x], outputGradients, swapped, attrs) : undefined,
      needs[1] ? gradientOf([x, y], outputGradients, moments, attrs) : undefined,
    ];
  },
  cost: (inputs, outputs) => ({
    flops: (MOMENT_FLOPS + 15) * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * Mean structural similarity with an 11×11 Gaussian window, σ 1.5, over windows inside the image.
 *
 * S = (2μxμy + C1)(2σxy + C2) / ((μx² + μy² + C1)(σx² + σy² + C2)), C1 = (.01 L)², C2 = (.03 L)²
 * (Wang et al. 2004, eq. 13), biased covariances, no clamp: 1 for equal images, down to −1.
 *
 * @param x `[n, c, h, w]`, h and w ≥ 11
 * @param y of the same shape
 * @param attrs dataRange L, the span of pixel values
 * @returns the mean over all windows, channels and images `[]`, and that of each image `[n]`
 * @throws {EngineError} tag `shape` when shapes differ or images are smaller than the window
 */
export function ssim(
  x: Tensor,
  y: Tensor,
  attrs: SsimAttrs,
): readonly [mean: Tensor, perImage: Tensor] {
  const [mean, perImage] = applyOp(ssimOp, [x, y], attrs);
  return [mean as Tensor, perImage as Tensor];
}
