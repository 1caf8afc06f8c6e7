// Which convolution variant runs: a small table by sizes and adapter.
import type { AdapterFacts } from "@pleura/engine";
import type { ConvSizes } from "./conv2d-window.ts";

/** Output channels and rows per invocation, and filter rows unrolled in the text. */
export interface ConvChoice {
  readonly channels: number;
  readonly rows: number;
  readonly tapRows: number;
  readonly subgroupSize: number | undefined;
}

/** Most multiply-adds unrolled per input channel: more text only costs compile time. */
const maxUnrolled = 640;

/** Subgroup sizes for which kernels are written. */
const subgroupSizes: readonly number[] = [4, 8, 16, 32, 64];

/** Most output channels in one tile, by the number of output channels. */
const channelTiles = [
  { from: 5, channels: 8 },
  { from: 3, channels: 4 },
  { from: 2, channels: 2 },
  { from: 1, channels: 1 },
];

/** The tallest tile whose rows past the bottom edge are at most a seventh of the work. */
function rowTile(oh: number): number {
  return [4, 2].find((rows) => Math.ceil(oh / rows) * rows <= (oh * 8) / 7) ?? 1;
}

/** The tile for a convolution with these output sizes. */
export function chooseConvTile(
  { co, oh, kh, kw }: Pick<ConvSizes, "co" | "oh" | "kh" | "kw">,
  adapter: AdapterFacts,
): ConvChoice {
  const size = adapter.subgroupSize;
  const subgroupSize = size !== undefined && subgroupSizes.includes(size) ? size : undefined;
  const channels = channelTiles.find(({ from }) => co >= from)?.channels ?? 1;
  const rows = rowTile(oh);
  const tapRows = channels * rows * kh * kw <= maxUnrolled ? kh : 1;
  return { channels, rows, tapRows, subgroupSize };
}
