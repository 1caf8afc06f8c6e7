// Gradient of a convolution with respect to its filter, and to its bias from the same reading of dy.
import {
  type BufferRef,
  bytesOf,
  EngineError,
  elementCount,
  formatShape,
  type Launch,
  type LowerContext,
  linearGrid,
  type Op,
  type Shape,
  type TensorType,
} from "@pleura/engine";
import { choiceOf, nameOf } from "../contract/named-variants.ts";
import { sumPartials } from "../reduce/sum-partials.wgsl.ts";
import { conv2dFilterGradient } from "./conv2d.filter-gradient.wgsl.ts";
import { type Partials, sumBoth } from "./conv2d.sum-both.wgsl.ts";
import { conv2dBiasGradientOp } from "./conv2d-bias-gradient.ts";
import { filterGradientVariants } from "./conv2d-candidates.ts";
import { launchSharedFilterGradient } from "./conv2d-shared-tile.ts";
import {
  joinedScratch,
  joinedShape,
  joinSources,
  type Scale,
  sourcesOf,
} from "./conv2d-sources.ts";
import { splitRows } from "./conv2d-variants.ts";
import { type ConvMotion, type ConvSizes, convFlops, convSizes } from "./conv2d-window.ts";

/** Motion of the convolution, height and width of its filter, the parts of its input, and whether it had a bias. */
export interface FilterGradientAttrs extends ConvMotion {
  readonly size: readonly [kh: number, kw: number];
  readonly scales: readonly Scale[];
  readonly hasBias: boolean;
}

/** Sizes from the inputs: parts of x, then dy. */
function sizesOf(inputs: readonly TensorType[], attrs: FilterGradientAttrs): ConvSizes {
  const name = "conv2d filter gradient";
  const shapes = inputs.map(({ shape }) => shape);
  const x: Shape = joinedShape(name, shapes.slice(0, -1), attrs.scales);
  const dy = shapes.at(-1) ?? [];
  const [, ci = 1] = x;
  const [, co = 1] = dy;
  const sizes = convSizes(name, x, [co, ci, ...attrs.size], attrs);
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

/** Where partial sums go: straight to the result when there is one of each. */
function partialOf(
  total: BufferRef,
  parts: number,
  count: number,
  { scratch }: Pick<LowerContext<unknown>, "scratch">,
): Partials {
  const partial = parts === 1 ? total : scratch({ shape: [parts, count], dtype: "f32" });
  return { partial, total, parts, count };
}

/** Launches that add partial sums up, where there are several. */
function finish(filter: Partials, bias: Partials | undefined): readonly Launch[] {
  if (bias && filter.parts > 1 && bias.parts > 1) return [sumBoth(filter, bias)];
  return [filter, ...(bias ? [bias] : [])]
    .filter(({ parts }) => parts > 1)
    .map(({ partial, total, parts, count }) => sumPartials(partial, total, count, parts));
}

/**
 * dw[o,c,u,v] = Σ dy[n,o,i,j] · x[n,c,i·s+u−top,j·s+v−left] and db[o] = Σ dy[n,o,i,j] over images and output pixels.
 *
 * Inputs the parts of x, dy `[n, co, oh, ow]`; outputs dw `[co, ci, kh, kw]` and, with a bias, db `[co]`. The sums are
 * split over rows into scratch space and then added in a fixed order, so that equal inputs give equal bits. Each
 * part of x has a launch of its own, which writes its channels of dw.
 */
export const conv2dFilterGradientOp: Op<FilterGradientAttrs> = {
  name: "conv2d filter gradient",
  half: { inputs: "all", outputs: [] },
  infer(inputs, attrs) {
    const { co, ci, kh, kw } = sizesOf(inputs, attrs);
    const db = attrs.hasBias ? [{ shape: [co], dtype: "f32" } as const] : [];
    return [{ shape: [co, ci, kh, kw], dtype: "f32" }, ...db];
  },
  variants: ({ inputs, attrs, adapter }) =>
    filterGradientVariants(sizesOf(inputs, attrs), adapter).map(nameOf),
  lower({ inputs, outputs: [dw, db], attrs, adapter, variant, scratch }) {
    const dy = inputs.at(-1);
    if (!dy || !dw) return [];
    const types = inputs.map(({ type }) => type);
    const sizes = sizesOf(types, attrs);
    const { n, ci, h, w, co, kh, kw, oh, ow, stride, pad } = sizes;
    const tile = choiceOf(filterGradientVariants(sizes, adapter), variant);
    if (tile.way === "shared") {
      const sources = sourcesOf(inputs.slice(0, -1), attrs.scales);
      const { x, launches } = joinSources(sources, adapter, scratch);
      const task = { sizes, x, dy, dw, adapter, scratch };
      const context = { inputs: [dy], attrs: null, adapter, scratch };
      const bias = db && conv2dBiasGradientOp.lower?.({ ...context, outputs: [db] });
      return [...launches, ...launchSharedFilterGradient(task, tile.tile), ...(bias ?? [])];
    }
    const tapBlocks = kh / tile.tapRows;
    const channelBlocks = Math.ceil(co / tile.channels);
    const rowBlocks = Math.ceil(oh / tile.rows);
    const rows = n * rowBlocks;
    const count = co * ci * kh * kw;
    const perSplit = tapBlocks * channelBlocks * ci;
    const most = Math.floor(adapter.maxStorageBufferBindingSize / (4 * count));
    const { rowsPerSplit, splits } = splitRows(rows, perSplit, adapter, most);
    const work = splits * channelBlocks * tapBlocks;
    const { subgroupSize } = tile;
    const filter = partialOf(dw, splits, count, { scratch });
    // With subgroups the rows of dy that are read side by side have sums of their own.
    const biasParts = splits * (subgroupSize === undefined ? 1 : tile.rows);
    const bias = db && partialOf(db, biasParts, co, { scratch });
    let first = 0;
    const summed = sourcesOf(inputs.slice(0, -1), attrs.scales).map(({ x, channels, scale }) => {
      // The launch of a second part sums dy again, to the same values, rather than have a text of its own.
      const kernel = conv2dFilterGradient({ ...tile, kw, stride, sumsBias: bias !== undefined });
      const groups =
        subgroupSize === undefined
          ? Math.ceil((work * channels) / kernel.workgroup[0])
          : work * Math.ceil(channels / subgroupSize);
      const launch: Launch = {
        kernel,
        buffers: [x, dy, filter.partial, ...(bias ? [bias.partial] : [])],
        params: {
          ...{ work, tap_blocks: tapBlocks, channel_blocks: channelBlocks, row_blocks: rowBlocks },
          ...{ rows, rows_per_split: rowsPerSplit, ci: channels, ci_all: ci, c_first: first },
          shift: scale - 1,
          ...{ h, w, co, kh, oh, ow, pad_top: pad[0], pad_left: pad[2] },
          stored: tile.channels * tile.tapRows * kw,
        },
        grid: linearGrid(groups),
        cost: {
          flops: (convFlops(sizes) * channels) / ci + (bias ? elementCount(dy.type.shape) : 0),
          bytes:
            bytesOf(x.type, dy.type) +
            (bytesOf(filter.partial.type) * channels) / ci +
            (bias ? bytesOf(bias.partial.type) : 0),
        },
      };
      first += channels;
      return launch;
    });
    return [...summed, ...finish(filter, bias)];
  },
  batchScratch: (inputs, { scales }) => joinedScratch(inputs.slice(0, -1), scales),
  byImages: ({ inputs }) => ({ inputs: inputs.map((_, index) => index), outputs: "sum" }),
  cost: (inputs, outputs, attrs) => ({
    flops: convFlops(sizesOf(inputs, attrs)),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};
