// Kernel of the filter gradient: taps of several output channels in registers, a window slides along x.
import { type Kernel, linearMain } from "@pleura/engine";

/** What is written into the text of a filter-gradient kernel. */
export interface FilterGradientTile {
  readonly kw: number;
  /** Filter rows that one invocation sums; divides kh. */
  readonly tapRows: number;
  readonly stride: number;
  /** Output channels that one invocation sums. */
  readonly channels: number;
  /** Rows of dy that are read side by side. */
  readonly rows: number;
  /** Subgroup size for which the kernel is made, or undefined for no subgroups. */
  readonly subgroupSize: number | undefined;
  /** Whether dy is summed for the bias too. */
  readonly sumsBias: boolean;
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const lines = (count: number, line: (index: number) => string, gap = "\n    ") =>
  range(count).map(line).join(gap);

/** Invocations of a workgroup when subgroups are not used. */
const portableWorkgroup = 32;

/** How lanes are numbered and where values of dy come from. */
interface GradientText {
  readonly main: string;
  /** Addresses of dy, computed once per row. */
  readonly addresses: string;
  /** Loads of dy, once per column. */
  readonly prepare: string;
  value(channel: number, row: number): string;
  /** Sums of dy for the bias: their start, what a column adds, and where they go. */
  readonly biasStart: string;
  readonly biasStep: string;
  readonly biasStore: string;
}

/** `work` counts, fastest first: input channels (portable only), tap blocks, output-channel blocks, splits. */
const decode = ({ tapRows, channels }: FilterGradientTile, work: string) => `
  let u = ${work} % params.tap_blocks * ${tapRows}u;
  let o0 = ${work} / params.tap_blocks % params.channel_blocks * ${channels}u;
  let split = ${work} / (params.tap_blocks * params.channel_blocks);`;

/** A value of dy where every lane loads its own. */
const plainValue = (channel: number, row: number) =>
  row === 0
    ? `dy[g${channel}_0 + px]`
    : `select(0.0, dy[g${channel}_${row} + px], out_row + ${row}u < params.oh)`;

/** Every lane has its own input channel, output channels and split, and loads its own values of dy. */
function plainGradient(tile: FilterGradientTile): GradientText {
  const { channels, rows } = tile;
  return {
    main: `${linearMain}
  if (i >= params.work * params.ci) { return; }
  let c = i % params.ci;
  let is_channel = true;
  let work = i / params.ci;${decode(tile, "work")}`,
    addresses: lines(channels, (o) =>
      range(rows)
        .map((r) => `let g${o}_${r} = dy_at(image, o0 + ${o}u, out_row + ${r}u);`)
        .join(" "),
    ),
    prepare: "",
    value: plainValue,
    biasStart: lines(channels, (o) => `var sb${o} = 0.0;`, " "),
    biasStep: lines(
      channels,
      (o) =>
        `sb${o} += ${range(rows)
          .map((r) => plainValue(o, r))
          .join(" + ")};`,
      " ",
    ),
    biasStore: `if (c == 0u && u == 0u) {
    ${lines(channels, (o) => `if (o0 + ${o}u < params.co) { partial_bias[split * params.co + o0 + ${o}u] = sb${o}; }`)}
  }`,
  };
}

/**
 * Lanes of a subgroup are input channels with the same output channels and split, so dy is equal for them:
 * value v = row · channels + channel is loaded by lane v mod S into register ⌊v / S⌋ and broadcast.
 */
function subgroupGradient(tile: FilterGradientTile, size: number): GradientText {
  const { channels, rows } = tile;
  const registers = Math.ceil((channels * rows) / size);
  return {
    main: `fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
  @builtin(subgroup_invocation_id) subgroup_lane: u32,
) {
  let flat = group.y * groups.x + group.x;
  let lane_blocks = (params.ci + ${size - 1}u) / ${size}u;
  if (flat >= params.work * lane_blocks) { return; }
  let is_channel = flat % lane_blocks * ${size}u + lane < params.ci;
  let c = min(flat % lane_blocks * ${size}u + lane, params.ci - 1u);
  let work = flat / lane_blocks;${decode(tile, "work")}`,
    addresses: lines(registers, (r) => {
      const value = r === 0 ? "subgroup_lane" : `(subgroup_lane + ${r * size}u)`;
      const row = `min(${value} / ${channels}u, ${rows - 1}u)`;
      return (
        `let at${r} = dy_at(image, o0 + ${value} % ${channels}u, out_row + ${row}); ` +
        `let is_row${r} = out_row + ${row} < params.oh;`
      );
    }),
    prepare: lines(registers, (r) => `let g${r} = select(0.0, dy[at${r} + px], is_row${r});`),
    value: (channel, row) => {
      const value = row * channels + channel;
      return `subgroupBroadcast(g${Math.floor(value / size)}, ${value % size}u)`;
    },
    // Each lane sums the values that it loads.
    biasStart: lines(registers, (r) => `var sb${r} = 0.0;`, " "),
    biasStep: lines(registers, (r) => `sb${r} += g${r};`, " "),
    biasStore: `if (flat % lane_blocks == 0u && u == 0u) {
    ${lines(registers, (r) => {
      const value = r === 0 ? "subgroup_lane" : `(subgroup_lane + ${r * size}u)`;
      const o = `o0 + ${value} % ${channels}u`;
      const at = `(split * ${rows}u + ${value} / ${channels}u) * params.co + ${o}`;
      return `if (${value} < ${channels * rows}u && ${o} < params.co) { partial_bias[${at}] = sb${r}; }`;
    })}
  }`,
  };
}

/**
 * partial[split,o,c,u,v] = Σ over the split's rows (n, i) and all j of dy[n,o,i,j] · x[n,c,i·s+u−top,j·s+v−left]
 *
 * Each invocation owns one split, `channels` output channels, one input channel and `tapRows × kw` taps, all in
 * registers. Along `rows` rows of dy the window moves by `stride` columns: only the new columns of x are loaded,
 * and each meets `channels` gradients. Rows of dy below the image count as 0. The sum's order is fixed: rows of
 * a split, then splits.
 *
 * dw may have channels of other parts of the input before and after those of x, which are then written by another
 * launch; a part that was enlarged twice is read at half its
 * coordinates (`shift` 1: one text serves both, since a text costs most of a second to compile on a CPU adapter). With `sumsBias`,
 * partial_bias[split,o] = Σ dy[n,o,i,j] from the same loads, by the first channels' invocations.
 *
 * The sums are stored by a loop whose length is a parameter, so that the shader compiler cannot unroll it: written
 * out, 72 stores took most of the compile time. Measured 2026-11-26 on llvmpipe, 8 channels × 9 taps: first dispatch
 * 723 → 219 ms; the run itself is as fast.
 *
 * With subgroups lanes are input channels; without, lanes run over everything (split, block of output channels,
 * block of filter rows, input channel) so that none is idle for few channels.
 */
export function conv2dFilterGradient(tile: FilterGradientTile): Kernel {
  const { kw, tapRows, stride, channels, rows, subgroupSize, sumsBias } = tile;
  const taps = tapRows * kw;
  const inputRows = (rows - 1) * stride + tapRows;
  const kept = Math.max(0, kw - stride);
  const text =
    subgroupSize === undefined ? plainGradient(tile) : subgroupGradient(tile, subgroupSize);
  const load = (r: number, v: number) => `load(row${r}, first + ${v}, in_y${r})`;
  const products = (o: number, r: number) =>
    `{ let g = ${text.value(o, r)}; ${lines(
      taps,
      (t) => `s${o}_${t} = fma(g, x${r * stride + Math.floor(t / kw)}_${t % kw}, s${o}_${t});`,
      " ",
    )} }`;
  return {
    name: `conv2d filter gradient ${tapRows}×${kw} stride ${stride} tile ${channels}×${rows}${sumsBias ? " bias" : ""}`,
    bindings: ["x", "dy", "partial", ...(sumsBias ? ["partial_bias"] : [])].map((name) => ({
      name,
      element: "f32",
    })),
    params: [
      ...["work", "tap_blocks", "channel_blocks", "row_blocks", "rows", "rows_per_split"].map(
        (name) => ({ name, type: "u32" }) as const,
      ),
      ...["ci", "ci_all", "c_first", "shift", "h", "w", "co", "kh", "oh", "ow"].map(
        (name) => ({ name, type: "u32" }) as const,
      ),
      { name: "pad_top", type: "i32" },
      { name: "pad_left", type: "i32" },
      { name: "stored", type: "u32" },
    ],
    workgroup: [subgroupSize ?? portableWorkgroup, 1, 1],
    ...(subgroupSize !== undefined && { enables: ["subgroups"], subgroupSize }),
    body: `
// x at a column of a row, 0 outside the image.
fn load(row: u32, column: i32, is_row: bool) -> f32 {
  let inside = is_row && column >= 0 && column < i32(params.w);
  return select(0.0, x[row + (u32(clamp(column, 0, i32(params.w) - 1)) >> params.shift)], inside);
}

// Start of a row of dy; channels and rows past the end read the last one, and are not used.
fn dy_at(image: u32, o: u32, row: u32) -> u32 {
  return ((image * params.co + min(o, params.co - 1u)) * params.oh + min(row, params.oh - 1u))
    * params.ow;
}

${text.main}
  ${lines(channels, (o) => lines(taps, (t) => `var s${o}_${t} = 0.0;`, " "), "\n  ")}
  ${sumsBias ? text.biasStart : ""}
  let last = min((split + 1u) * params.rows_per_split, params.rows);
  for (var row = split * params.rows_per_split; row < last; row++) {
    let image = row / params.row_blocks;
    let out_row = row % params.row_blocks * ${rows}u;
    let y_first = i32(out_row * ${stride}u + u) - params.pad_top;
    let plane = (image * params.ci + c) * (params.h >> params.shift);
    ${lines(inputRows, (r) => `let in_y${r} = y_first + ${r} >= 0 && y_first + ${r} < i32(params.h); let row${r} = (plane + (u32(clamp(y_first + ${r}, 0, i32(params.h) - 1)) >> params.shift)) * (params.w >> params.shift);`)}
    ${text.addresses}
    var first = -params.pad_left;
    ${lines(inputRows, (r) => lines(kw, (v) => `var x${r}_${v} = ${v < kept ? load(r, v) : "0.0"};`, " "))}
    for (var px = 0u; px < params.ow; px++) {
      ${lines(inputRows, (r) => lines(kw - kept, (v) => `x${r}_${v + kept} = ${load(r, v + kept)};`, " "), "\n      ")}
      ${text.prepare}
      ${sumsBias ? text.biasStep : ""}
      ${lines(channels, (o) => lines(rows, (r) => products(o, r), " "), "\n      ")}
      ${lines(inputRows, (r) => lines(kept, (v) => `x${r}_${v} = x${r}_${v + stride};`, " "), "\n      ")}
      first += ${stride};
    }
  }
  ${sumsBias ? text.biasStore : ""}
  if (!is_channel) { return; }
  var sums = array<f32, ${channels * taps}>(${range(channels * taps)
    .map((k) => `s${Math.floor(k / taps)}_${k % taps}`)
    .join(", ")});
  for (var k = 0u; k < params.stored; k++) {
    let o = o0 + k / ${taps}u;
    if (o >= params.co) { return; }
    let at = ((split * params.co + o) * params.ci_all + params.c_first + c) * params.kh * ${kw}u + u * ${kw}u;
    partial[at + k % ${taps}u] = sums[k];
  }
}`,
  };
}
