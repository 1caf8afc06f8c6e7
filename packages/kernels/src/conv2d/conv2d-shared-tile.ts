// Launches of the shared-tile kernels for GPUs: which tiles they are offered with, and how sums are split.
import {
  type AdapterFacts,
  type BufferRef,
  type Launch,
  linearGrid,
  type TensorType,
} from "@pleura/engine";
import { sumPartials } from "../reduce/sum-partials.wgsl.ts";
import { type SharedTile, sharedInvocations, sharedSteps, tileName } from "../wgsl/shared-tile.ts";
import { conv2dSharedFilterGradient } from "./conv2d.shared-filter-gradient.wgsl.ts";
import { conv2dSharedTile } from "./conv2d.shared-tile.wgsl.ts";
import type { ConvSizes } from "./conv2d-window.ts";

/** Where filter values lie: index = out · o + in · c + first + step · (u·kw + v). */
interface FilterPlace {
  readonly out: number;
  readonly in: number;
  readonly first: number;
  readonly step: number;
}

/** A convolution of one whole map. */
export interface MapConvolution {
  readonly sizes: ConvSizes;
  readonly filter: FilterPlace;
  readonly x: BufferRef;
  readonly w: BufferRef;
  readonly b: BufferRef | undefined;
  readonly y: BufferRef;
  readonly hasRelu: boolean;
}

/**
 * Tiles by the rows that there are, most fitting first: idle rows are idle invocations. Not measured on a GPU yet;
 * 8 × 8 sums per invocation read shared memory a third less often, 8 × 4 leave more workgroups to fill the adapter.
 */
const tiles: readonly { readonly above: number; readonly tile: SharedTile }[] = [
  { above: 64, tile: { rows: 128, columns: 128, columnsEach: 8 } },
  { above: 32, tile: { rows: 64, columns: 64, columnsEach: 4 } },
  { above: 32, tile: { rows: 64, columns: 128, columnsEach: 8 } },
  { above: 16, tile: { rows: 32, columns: 128, columnsEach: 4 } },
  { above: 7, tile: { rows: 16, columns: 128, columnsEach: 4 } },
];

/** Fewest output pixels or filter values that make a shared tile worth its barriers. */
const leastColumns = 16;

/** Tiles that are offered for a product with so many rows and columns: none when half of the rows would idle. */
export function sharedTiles(
  rows: number,
  columns: number,
  { isSoftware, maxComputeWorkgroupStorageSize }: AdapterFacts,
): readonly SharedTile[] {
  if (columns < leastColumns) return [];
  const fits = ({ rows: height, columns: width }: SharedTile) =>
    (height + width) * sharedSteps * 4 <= maxComputeWorkgroupStorageSize;
  const offered = tiles.filter(({ above, tile }) => rows > above && fits(tile));
  // A CPU adapter has no use for them: one is offered, so that tests and the tuner run it.
  const [smallest] = offered.filter(({ above }) => above === offered[0]?.above && above < 64);
  if (isSoftware) return (smallest ? [smallest] : offered.slice(1, 2)).map(({ tile }) => tile);
  return offered.slice(0, 3).map(({ tile }) => tile);
}

/** The variant's name. */
export const sharedTileName = (tile: SharedTile) => `shared tile ${tileName(tile)}`;

/** The launch of a convolution by shared tiles. */
export function launchSharedTile(
  { sizes, filter, x, w, b, y, hasRelu }: MapConvolution,
  tile: SharedTile,
): Launch {
  const { n, ci, h, co, kh, kw, oh, ow, stride, pad } = sizes;
  const hasWholeRows = ow % 4 === 0;
  const kernel = conv2dSharedTile({
    ...{ kh, kw, stride, tile, hasWholeRows, hasBias: b !== undefined, hasRelu },
  });
  const blocks = Math.ceil((n * oh * ow) / tile.columns);
  const [across, down] = linearGrid(blocks);
  return {
    kernel,
    buffers: [x, w, ...(b ? [b] : []), y],
    params: {
      ...{ tiles: blocks, row_blocks: 0, n, ci, h, w: sizes.w, co, oh, ow },
      ...{ pad_top: pad[0], pad_left: pad[2] },
      ...{ filter_out: filter.out, filter_in: filter.in },
      ...{ filter_first: filter.first, filter_step: filter.step },
    },
    grid: [Math.ceil(co / tile.rows), across, down],
  };
}

/** A filter gradient of one whole map. */
export interface MapFilterGradient {
  readonly sizes: ConvSizes;
  readonly x: BufferRef;
  readonly dy: BufferRef;
  readonly dw: BufferRef;
  readonly adapter: AdapterFacts;
  scratch(type: TensorType): BufferRef;
}

/** Invocations that keep an adapter busy: 16 warps on each of a large GPU's 132 processors; on a CPU its cores. */
const wantedInvocations = { software: 1024, hardware: 16 * 32 * 132 };

/** How many pixels each split of a filter gradient sums, in whole loads of shared memory. */
export function splitPixels(
  pixels: number,
  blocks: number,
  tile: SharedTile,
  { isSoftware }: AdapterFacts,
) {
  const wanted = wantedInvocations[isSoftware ? "software" : "hardware"];
  const loads = Math.ceil(pixels / sharedSteps);
  const most = Math.max(1, Math.ceil(wanted / (blocks * sharedInvocations(tile))));
  const depth = Math.ceil(loads / Math.min(loads, most)) * sharedSteps;
  return { depth, splits: Math.ceil(pixels / depth) };
}

/** The launches of a filter gradient by shared tiles: partial sums, then their sum in a fixed order. */
export function launchSharedFilterGradient(
  { sizes, x, dy, dw, adapter, scratch }: MapFilterGradient,
  tile: SharedTile,
): readonly Launch[] {
  const { n, ci, h, w, co, kh, kw, oh, ow, stride, pad } = sizes;
  const values = ci * kh * kw;
  const rowBlocks = Math.ceil(co / tile.rows);
  const columnBlocks = Math.ceil(values / tile.columns);
  const pixels = n * oh * ow;
  const { depth, splits } = splitPixels(pixels, rowBlocks * columnBlocks, tile, adapter);
  const count = co * values;
  const partial = splits === 1 ? dw : scratch({ shape: [splits, count], dtype: "f32" });
  const work = rowBlocks * columnBlocks * splits;
  const summed: Launch = {
    kernel: conv2dSharedFilterGradient({ kh, kw, stride, tile }),
    buffers: [x, dy, partial],
    params: {
      ...{ work, row_blocks: rowBlocks, column_blocks: columnBlocks, depth, pixels },
      ...{ ci, h, w, co, oh, ow, pad_top: pad[0], pad_left: pad[2] },
    },
    grid: linearGrid(work),
  };
  return splits === 1 ? [summed] : [summed, sumPartials(partial, dw, count, splits)];
}
