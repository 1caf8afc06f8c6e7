// What the convolution kernels share: buffers, scalars, and WGSL that brings filter values to lanes.
import type { KernelBinding, KernelParam } from "@pleura/engine";

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const lines = (count: number, line: (index: number) => string, gap = "\n    ") =>
  range(count).map(line).join(gap);

/** Buffers of a convolution kernel whose input is in one part or two. */
export function convBindings(
  hasBias: boolean,
  outputElement = "f32",
  sources = 1,
): readonly KernelBinding[] {
  const names = ["x", ...(sources > 1 ? ["second"] : []), "w", ...(hasBias ? ["b"] : [])];
  return [
    ...names.map((name) => ({ name, element: "f32" })),
    { name: "y", element: outputElement },
  ];
}

/** Scalars that every convolution kernel reads. */
export const convParams: readonly KernelParam[] = [
  ...["tiles", "row_blocks", "ci", "h", "w", "co", "oh", "ow", "filter_out", "filter_in"].map(
    (name) => ({ name, type: "u32" }) as const,
  ),
  ...["pad_top", "pad_left", "filter_first", "filter_step"].map(
    (name) => ({ name, type: "i32" }) as const,
  ),
];

/** Filter values that a kernel's text names: those of `channels` output channels and `tapRows × kw` taps. */
export interface FilterBlock {
  readonly channels: number;
  readonly tapRows: number;
  readonly kw: number;
}

/** WGSL that finds a filter value by output channel and tap. */
export const filterAt = `// Index of a filter value of input channel 0; channels past the end read the last one, and are not stored.
fn filter_at(o: u32, tap: u32) -> u32 {
  return min(o, params.co - 1u) * params.filter_out
    + u32(params.filter_first + i32(tap) * params.filter_step);
}`;

/** Where the filter values come from: `prepare` once per input channel, then one expression per value. */
export interface FilterText {
  /** Addresses, computed once per block of filter rows. */
  readonly addresses: string;
  readonly prepare: string;
  value(channel: number, tap: number): string;
}

/**
 * Filter values in the registers of a subgroup: value v = tap · channels + channel lies in register
 * ⌊v / S⌋ of lane v mod S, so that each value is loaded once per subgroup and handed out by broadcast.
 */
export function subgroupFilter({ channels, tapRows, kw }: FilterBlock, size: number): FilterText {
  const taps = tapRows * kw;
  const registers = Math.ceil((channels * taps) / size);
  return {
    addresses: lines(registers, (r) => {
      const value = r === 0 ? "subgroup_lane" : `(subgroup_lane + ${r * size}u)`;
      return `let at${r} = filter_at(o0 + ${value} % ${channels}u, u * ${kw}u + min(${value} / ${channels}u, ${taps - 1}u));`;
    }),
    prepare: lines(
      registers,
      (r) => `let filter${r} = w[at${r} + c * params.filter_in];`,
      "\n      ",
    ),
    value: (channel, tap) => {
      const value = tap * channels + channel;
      return `subgroupBroadcast(filter${Math.floor(value / size)}, ${value % size}u)`;
    },
  };
}

/** Filter values read from memory by every invocation; the address is the same for all of a workgroup. */
export function plainFilter({ channels, kw }: FilterBlock): FilterText {
  return {
    addresses: lines(channels, (o) => `let at${o} = i32(filter_at(o0 + ${o}u, u * ${kw}u));`),
    prepare: "let filter_c = i32(c * params.filter_in);",
    value: (channel, tap) => `w[at${channel} + filter_c + params.filter_step * ${tap}]`,
  };
}
