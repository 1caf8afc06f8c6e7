// Which convolution variant runs: small tables by sizes and adapter.
import type { AdapterFacts } from "@pleura/engine";
import type { SharedTile } from "../wgsl/shared-tile.ts";
import { sharedTiles } from "./conv2d-shared-tile.ts";
import type { ConvSizes } from "./conv2d-window.ts";

/** Lanes are pixels: output channels and rows per invocation, and filter rows unrolled in the text. */
export interface PixelLaneChoice {
  readonly lanes: "pixels";
  readonly channels: number;
  readonly rows: number;
  readonly tapRows: number;
  readonly subgroupSize: number | undefined;
}

/** Lanes are output channels: rows and columns per invocation, and filter rows unrolled in the text. */
export interface ChannelLaneChoice {
  readonly lanes: "channels";
  readonly rows: number;
  readonly columns: number;
  readonly tapRows: number;
  readonly subgroupSize: number;
}

/** Lanes are strips of rows along which they slide: output channels, rows and columns of a strip. */
export interface SlidingChoice {
  readonly lanes: "strips";
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  readonly subgroupSize: number | undefined;
}

/** A kernel whose work is spread over lanes that do not share memory. */
export type LaneChoice = PixelLaneChoice | ChannelLaneChoice | SlidingChoice;

/** Workgroups share tiles of filter and input. */
export interface SharedTileChoice {
  readonly lanes: "shared";
  readonly tile: SharedTile;
}

/** Winograd's F(2×2, 3×3), with products by shared tiles. */
export interface WinogradChoice {
  readonly lanes: "winograd";
  readonly tile: SharedTile;
}

/** A variant of the convolution kernel. */
export type ConvChoice = LaneChoice | SharedTileChoice | WinogradChoice;

/** Output channels, rows of dy side by side, and filter rows per invocation of the filter gradient. */
export interface FilterGradientLanes {
  readonly way: "lanes";
  readonly channels: number;
  readonly rows: number;
  readonly tapRows: number;
  readonly subgroupSize: number | undefined;
}

/** A variant of the filter gradient. */
export type FilterGradientChoice =
  | FilterGradientLanes
  | { readonly way: "shared"; readonly tile: SharedTile };

/** Most multiply-adds unrolled per input channel: more text only costs compile time. */
const maxUnrolled = 640;

/** Subgroup sizes for which kernels are written. */
const subgroupSizes: readonly number[] = [4, 8, 16, 32, 64];

/** The adapter's subgroup size when kernels are written for it. */
export function usableSubgroup({ subgroupSize }: AdapterFacts): number | undefined {
  return subgroupSize !== undefined && subgroupSizes.includes(subgroupSize)
    ? subgroupSize
    : undefined;
}

const paddedTo = (count: number, block: number) => Math.ceil(count / block) * block;

/** Output channels of a lane, and its rows from the tallest, by the number of output channels. */
const laneTiles = [
  { from: 5, channels: 8, rows: [4, 2, 1] },
  { from: 3, channels: 4, rows: [4, 2, 1] },
  { from: 2, channels: 2, rows: [4, 2, 1] },
  { from: 1, channels: 1, rows: [8, 4, 2, 1] },
] as const;

/** Output pixels of a channel lane, rows × columns. Hardware needs more and smaller tiles to be filled. */
const channelTiles = {
  software: [
    [8, 8],
    [4, 8],
    [8, 4],
    [4, 4],
    [2, 4],
    [2, 2],
    [1, 1],
  ],
  hardware: [
    [4, 8],
    [4, 4],
    [2, 4],
    [2, 2],
    [1, 1],
  ],
} as const;

/**
 * Fewest multiply-adds for which a GPU shares tiles: a wave of 64 × 64 tiles over the inputs of 16 filters of 3×3.
 * Not measured on a GPU yet: `pleura doctor --tune` does so on any.
 */
const leastShared = 2 ** 24;

/** The shared tile that the table chooses: on GPUs, for big shapes. */
function tableTile(
  rows: number,
  columns: number,
  steps: number,
  adapter: AdapterFacts,
): SharedTile | undefined {
  if (adapter.isSoftware || rows * columns * steps < leastShared) return undefined;
  // Fewer than 32 rows or steps leave most of what is loaded unused.
  if (rows < 32 || steps < 32) return undefined;
  return sharedTiles(rows, columns, adapter)[0];
}

/** Columns of a strip along which a lane slides: each strip meets kw − 1 columns more than it writes. */
const stripColumns = { software: 32, hardware: 16 };

/**
 * Multiply-adds that take as long as one load.
 *
 * Measured 2026-11-23 on llvmpipe (subgroup size 8), 3×3 64→64 at 56×56: tiles 4×4, 4×8, 8×8 fit 9.5.
 */
const loadCost = 10;

/** Most output pixels of a channel lane for filters of one tap. */
const pointwisePixels = 16;

/** Channel-lane tiles for the output map, the one of least estimated time first. */
export function channelLaneTiles(
  { oh, ow, kh, kw, stride }: ConvSizes,
  subgroupSize: number,
  isSoftware: boolean,
): readonly ChannelLaneChoice[] {
  const all = channelTiles[isSoftware ? "software" : "hardware"];
  // A pointwise filter gains little from many pixels per lane, whose stores alone take LLVM most of a second to compile.
  const most = kh * kw === 1 ? pointwisePixels : Number.POSITIVE_INFINITY;
  const candidates = all
    .filter(([rows, columns]) => rows * columns <= most)
    .map(([rows, columns]) => {
      const tapRows = rows * columns * kh * kw <= maxUnrolled ? kh : 1;
      const patch = ((rows - 1) * stride + tapRows) * ((columns - 1) * stride + kw);
      const loads = Math.ceil(patch / subgroupSize) + tapRows * kw;
      const products = rows * columns * tapRows * kw;
      const tiles = Math.ceil(oh / rows) * Math.ceil(ow / columns) * (kh / tapRows);
      return { rows, columns, tapRows, time: tiles * (loadCost * loads + products) };
    });
  return candidates
    .sort((a, b) => a.time - b.time)
    .map(({ rows, columns, tapRows }) => ({
      ...{ lanes: "channels", rows, columns, tapRows, subgroupSize },
    }));
}

/** Output channels and rows of a lane whose lanes are pixels or strips, and whether all taps are unrolled. */
function laneTile({ co, oh, kh, kw }: ConvSizes) {
  const tile = laneTiles.find(({ from }) => co >= from) ?? laneTiles[3];
  const { channels } = tile;
  const isUnrolled = (height: number) => channels * height * kh * kw <= maxUnrolled;
  // The tallest tile whose rows past the bottom edge are at most a seventh of the work.
  const fitting = tile.rows.filter(
    (height) => height === 1 || paddedTo(oh, height) <= (oh * 8) / 7,
  );
  const rows = fitting.find((height) => height > 1 && isUnrolled(height)) ?? fitting[0] ?? 1;
  return { channels, rows, isUnrolled: isUnrolled(rows) };
}

/** The pixel-lane tile: it exists for every convolution. */
export function pixelLaneTile(sizes: ConvSizes, subgroupSize: number | undefined): PixelLaneChoice {
  const { channels, rows, isUnrolled } = laneTile(sizes);
  return { lanes: "pixels", channels, rows, tapRows: isUnrolled ? sizes.kh : 1, subgroupSize };
}

/** The strip tile, where there is one: up to four output channels, stride 1, more than one filter column. */
export function stripTile(
  sizes: ConvSizes,
  adapter: AdapterFacts,
  subgroupSize: number | undefined,
): readonly SlidingChoice[] {
  const { channels, rows, isUnrolled } = laneTile(sizes);
  if (channels > 4 || sizes.stride !== 1 || sizes.kw === 1 || !isUnrolled) return [];
  const columns = Math.min(sizes.ow, stripColumns[adapter.isSoftware ? "software" : "hardware"]);
  return [{ lanes: "strips", channels, rows, columns, subgroupSize }];
}

/**
 * The kernel and tile for a convolution: shared tiles on GPUs for big shapes, else lanes.
 *
 * Lanes are output channels where subgroups exist and at most a third of the lanes idle; strips for up to four
 * output channels and stride 1; else pixels.
 *
 * Measured 2026-11-23 on llvmpipe (subgroup size 8), strips against pixels: 7×7 2→1 at 64×64, batch 16 1.1
 * against 3.4 ms; 3×3 8→2 1.5 against 2.7 ms.
 */
export function chooseConvTile(sizes: ConvSizes, adapter: AdapterFacts): ConvChoice {
  const { n, ci, co, kh, kw, oh, ow } = sizes;
  const tile = tableTile(co, n * oh * ow, ci * kh * kw, adapter);
  return tile ? { lanes: "shared", tile } : chooseLanes(sizes, adapter);
}

/** The choice without shared memory. */
export function chooseLanes(sizes: ConvSizes, adapter: AdapterFacts): LaneChoice {
  const { co } = sizes;
  const subgroupSize = usableSubgroup(adapter);
  const { channels } = laneTile(sizes);
  if (
    subgroupSize !== undefined &&
    channels === 8 &&
    3 * paddedTo(co, subgroupSize) <= 4 * paddedTo(co, channels)
  ) {
    const [cheapest] = channelLaneTiles(sizes, subgroupSize, adapter.isSoftware);
    if (cheapest) return cheapest;
  }
  const [strip] = stripTile(sizes, adapter, subgroupSize);
  return strip ?? pixelLaneTile(sizes, subgroupSize);
}

/** The kernel and tile of a filter gradient: shared tiles on GPUs for big shapes, else lanes. */
export function chooseFilterGradientTile(
  sizes: ConvSizes,
  adapter: AdapterFacts,
): FilterGradientChoice {
  const { n, ci, co, kh, kw, oh, ow } = sizes;
  const tile = tableTile(co, ci * kh * kw, n * oh * ow, adapter);
  return tile ? { way: "shared", tile } : chooseFilterGradientLanes(sizes, adapter);
}

/**
 * Most values of x that a lane's window keeps from one column to the next: no bound, except on SwiftShader, whose
 * compiler takes many times longer for each two of them.
 *
 * Measured 2026-11-26 on SwiftShader, createComputePipelineAsync of 3×3 tiles: 4 kept values 0.4 s, 6 kept 1.0 to
 * 2.2 s, 8 kept 50 to 110 s.
 */
const mostKept = ({ architecture }: AdapterFacts) =>
  architecture === "swiftshader" ? 6 : Number.POSITIVE_INFINITY;

/** Values of x that the window of so many rows of dy and of the filter keeps. */
const keptBy = ({ kw, stride }: ConvSizes, rows: number, tapRows: number) =>
  ((rows - 1) * stride + tapRows) * Math.max(0, kw - stride);

/** Filter rows that one invocation of a filter gradient sums: all of a small filter's, where a compiler bears it. */
function filterGradientTapRows(sizes: ConvSizes, adapter: AdapterFacts): number {
  const { kh, kw } = sizes;
  // As many as leave two rows of dy: measured above, one filter row and 8×2 compiles in 0.4 s.
  return kh * kw <= 9 && keptBy(sizes, 2, kh) <= mostKept(adapter) ? kh : 1;
}

/**
 * The tile of a filter gradient without shared memory: with subgroups, where lanes are input channels and at most a third of them
 * idle, 8 channels × 2 rows; else 4 × 1.
 *
 * Measured 2026-11-23 on llvmpipe, 3×3 64→64 at 56×56, batch 8, with subgroups: 8×2 45, 8×4 38, 8×1 25, 4×4 24,
 * 4×2 27 GFLOP/s; without: 4×1 13.
 */
export function chooseFilterGradientLanes(
  sizes: ConvSizes,
  adapter: AdapterFacts,
): FilterGradientLanes {
  const { ci, co, oh, stride } = sizes;
  const size = usableSubgroup(adapter);
  const subgroupSize = size !== undefined && 3 * paddedTo(ci, size) <= 4 * ci ? size : undefined;
  const tapRows = filterGradientTapRows(sizes, adapter);
  if (subgroupSize === undefined) {
    return { way: "lanes", channels: co >= 3 ? 4 : co, rows: 1, tapRows, subgroupSize };
  }
  const channels = co >= 5 ? 8 : co >= 3 ? 4 : co;
  const isDouble = oh > 1 && stride === 1 && keptBy(sizes, 2, tapRows) <= mostKept(adapter);
  return { way: "lanes", channels, rows: isDouble ? 2 : 1, tapRows, subgroupSize };
}

/** Rivals of the filter gradient's tile with subgroups: channels × rows. */
const filterGradientTiles = [
  [8, 2],
  [8, 4],
  [4, 2],
  [8, 1],
] as const;

/** Tiles of a filter gradient with lanes along input channels, as far as the channels and rows are there. */
export function subgroupFilterGradientTiles(
  sizes: ConvSizes,
  adapter: AdapterFacts,
  subgroupSize: number,
): readonly FilterGradientLanes[] {
  const { co, oh, stride } = sizes;
  const tapRows = filterGradientTapRows(sizes, adapter);
  return filterGradientTiles
    .filter(([channels, rows]) => channels <= co && rows <= (stride === 1 ? oh : 1))
    .filter(([, rows]) => keptBy(sizes, rows, tapRows) <= mostKept(adapter))
    .map(([channels, rows]) => ({ way: "lanes", channels, rows, tapRows, subgroupSize }));
}

/** Invocations over which a filter gradient is spread: few on a CPU, whose partial sums cost more. */
const wantedInvocations = { software: 1024, hardware: 32_768 };

/**
 * How rows are shared out so that `perSplit` invocations times the splits fill the adapter.
 *
 * @param most splits whose partial sums fit one binding
 */
export function splitRows(
  rows: number,
  perSplit: number,
  { isSoftware }: AdapterFacts,
  most = Number.POSITIVE_INFINITY,
) {
  const wanted = wantedInvocations[isSoftware ? "software" : "hardware"];
  const splitCount = Math.max(1, Math.min(rows, Math.ceil(wanted / perSplit), most));
  const rowsPerSplit = Math.ceil(rows / splitCount);
  return { rowsPerSplit, splits: Math.ceil(rows / rowsPerSplit) };
}
