// The fast convolution kernel: lanes are output channels, each with a tile of output pixels in registers.
import type { Kernel } from "@pleura/engine";
import { reluText } from "../wgsl/relu-text.ts";
import { convBindings, convParams } from "./conv2d-filter-text.ts";
import type { Scale } from "./conv2d-sources.ts";

/** What is written into the text of a channel-lane kernel. */
export interface ChannelLaneTile {
  readonly kh: number;
  readonly kw: number;
  readonly stride: number;
  /** Output rows and columns that one invocation computes. */
  readonly rows: number;
  readonly columns: number;
  /** Filter rows unrolled in the text; divides kh. The others are a loop. */
  readonly tapRows: number;
  readonly subgroupSize: number;
  /** Whether y is written four columns at a time: ow and `columns` must be multiples of 4. */
  readonly hasVectorStores: boolean;
  readonly hasBias: boolean;
  readonly hasRelu: boolean;
  /** How often each part of the input is read along an axis; one entry per part. */
  readonly scales: readonly Scale[];
  /** 2: y gets sums of 2×2 pixels, the gradient of a nearest upsampling. `rows` and `columns` must be even. */
  readonly fold: Scale;
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const lines = (count: number, line: (index: number) => string, gap = "\n    ") =>
  range(count).map(line).join(gap);

/**
 * WGSL of all products, one output row after another: the sums of a row stay in machine registers for its kh · kw
 * products each. Ordered by input value, every product loads and stores its sum where registers are few.
 * Measured 2026-11-26 on llvmpipe, 3×3 64→64 at 56×56, batch 8, interleaved medians: input gradient 36.0 → 30.9 ms.
 */
function productsText(tile: ChannelLaneTile): string {
  const { kw, tapRows, stride, rows, columns, subgroupSize: size } = tile;
  const width = (columns - 1) * stride + kw;
  const height = (rows - 1) * stride + tapRows;
  const values = range(height * width).map(
    (at) => `let splat${at} = subgroupBroadcast(x${Math.floor(at / size)}, ${at % size}u);`,
  );
  const product = (p: number, u: number, column: number, v: number) => {
    const q = (column - v) / stride;
    if (!Number.isInteger(q) || q < 0 || q >= columns) return [];
    const sum = `s${p}_${q}`;
    return [`${sum} = fma(splat${(p * stride + u) * width + column}, w${u}_${v}, ${sum});`];
  };
  const products = range(rows).flatMap((p) =>
    range(tapRows).map((u) =>
      range(width)
        .flatMap((column) => range(kw).flatMap((v) => product(p, u, column, v)))
        .join(" "),
    ),
  );
  return [values.join(" "), ...products].join("\n      ");
}

/** A pixel of y: one sum, or with folding the sum of 2×2 of them. */
function pixelText({ hasRelu, fold }: ChannelLaneTile, p: number, q: number): string {
  const sum = (row: number, column: number) => `s${row}_${column}`;
  if (fold === 1) return hasRelu ? reluText(sum(p, q)) : sum(p, q);
  const [top, left] = [2 * p, 2 * q];
  const below = `${sum(top + 1, left)} + ${sum(top + 1, left + 1)}`;
  return `${sum(top, left)} + ${sum(top, left + 1)} + ${below}`;
}

/**
 * Writes the tile; `out` is the index of a row's first element in y.
 *
 * The rows are a loop over an array of sums, whose length is a parameter so that the shader compiler cannot unroll it:
 * written out, the stores are most of what a CPU adapter compiles. Measured 2026-11-26 on llvmpipe, 8×8 pixels of a
 * 1×1 filter with the gradient of a ReLU: first dispatch 763 → 188 ms; the run itself is as fast.
 */
function storeText(tile: ChannelLaneTile): string {
  const { rows, columns, hasVectorStores, fold } = tile;
  const step = hasVectorStores ? 4 : 1;
  const blocks = columns / fold / step;
  const divided = (text: string) => (fold === 1 ? text : `(${text}) / 2u`);
  const sums = range(rows / fold).flatMap((p) =>
    range(blocks).map((block) => {
      const pixels = range(step).map((i) => pixelText(tile, p, block * step + i));
      return hasVectorStores ? `vec4f(${pixels.join(", ")})` : pixels.join();
    }),
  );
  const type = hasVectorStores ? "vec4f" : "f32";
  return `var sums = array<${type}, ${sums.length}>(${sums.join(", ")});
  let row_count = min(params.stored_rows, (params.oh - y0) / ${fold}u);
  for (var p = 0u; p < row_count; p++) {
    let row = (image * params.co + o) * (${divided("params.oh")}) + ${divided("y0")} + p;
    let out = (row * (${divided("params.ow")}) + ${divided("x0")}) / ${step}u;
    ${lines(blocks, (block) => {
      const at = block === 0 ? "" : ` + ${block}u`;
      return `if (x0 + ${block * step * fold}u < params.ow) { store_y(out${at}, sums[p * ${blocks}u${at}]); }`;
    })}
  }`;
}

/** WGSL that adds the products of one part of the input. `channel` counts filter channels of all parts. */
function sourceText(tile: ChannelLaneTile, index: number): string {
  const { kw, stride, rows, columns, tapRows, subgroupSize: size, scales } = tile;
  const height = (rows - 1) * stride + tapRows;
  const width = (columns - 1) * stride + kw;
  const registers = Math.ceil((height * width) / size);
  const shift = scales[index] === 2 ? " >> 1u" : "";
  const [name, channels] = index === 0 ? ["x", "params.ci"] : ["second", "params.second_ci"];
  return `{
    let width = params.w${shift};
    let plane = (params.h${shift}) * width;
    ${lines(
      registers,
      (r) => `let v${r} = min(subgroup_lane + ${r * size}u, ${height * width - 1}u);
    let row${r} = i32(y0 * ${stride}u + u + v${r} / ${width}u) - params.pad_top;
    let column${r} = i32(x0 * ${stride}u + v${r} % ${width}u) - params.pad_left;
    let inside${r} = row${r} >= 0 && row${r} < i32(params.h) && column${r} >= 0 && column${r} < i32(params.w);
    var at${r} = image * ${channels} * plane + (u32(clamp(row${r}, 0, i32(params.h) - 1))${shift}) * width
      + (u32(clamp(column${r}, 0, i32(params.w) - 1))${shift});`,
    )}
    for (var c = 0u; c < ${channels}; c++) {
      ${lines(registers, (r) => `let x${r} = select(0.0, ${name}[at${r}], inside${r}); at${r} += plane;`, "\n      ")}
      ${lines(tapRows * kw, (t) => `let w${Math.floor(t / kw)}_${t % kw} = w[tap + params.filter_step * ${t}];`, " ")}
      tap += i32(params.filter_in);
      ${productsText(tile)}
    }
  }`;
}

/**
 * y[n,o,i,j] = act(b[o] + Σ x[n,c,i·s+u−top, j·s+v−left] · filter(o,c,u,v))
 *
 * Tiling: lane l of a subgroup computes output channel o0 + l for `rows × columns` pixels. The pixels' patch of x
 * is the same for all lanes, so that its value v = row · width + column is loaded once, by lane v mod S into
 * register ⌊v / S⌋, and broadcast; each lane loads only its own taps. For 3×3 and 4×8 pixels at S = 8 these are
 * 8 + 9 loads for 288 multiply-adds per input channel, against 18 + 9 with lanes along pixels.
 * A second output channel per lane doubles the multiply-adds of every broadcast value for 9 more loads, but gains
 * nothing (35.6 against 34.1 ms of processor time at 64→64, 8×8, within noise) and takes twice as long to compile.
 * Stores of four columns at once save a tenth of the time at 8→8 channels (measured 2026-11-23 on llvmpipe).
 * The filter is addressed by strides as in the pixel-lane kernel.
 *
 * The input may be two maps side by side, `x` with the first channels of the filter and `second` with the others, and
 * each may be half as large as the image: a pixel at (i, j) is then read from (⌊i/2⌋, ⌊j/2⌋). Neither the
 * concatenation nor the nearest upsampling exists in memory, and both cost nothing here: addresses are found once
 * per tile. Backward, `fold` adds 2×2 sums of a lane before they are stored.
 */
export function conv2dChannelLanes(tile: ChannelLaneTile): Kernel {
  const { kh, kw, stride, rows, columns, tapRows, subgroupSize: size, hasBias, hasRelu } = tile;
  const { scales, fold } = tile;
  const parts = [
    ...(scales.length > 1 || scales[0] === 2 ? [`of ${scales.map((k) => `×${k}`).join(" ")}`] : []),
    ...(fold === 2 ? ["fold"] : []),
    ...(hasRelu ? ["relu"] : []),
  ];
  return {
    name: [`conv2d ${kh}×${kw} stride ${stride} channel lanes ${rows}×${columns}`, ...parts].join(
      " ",
    ),
    bindings: convBindings(hasBias, tile.hasVectorStores ? "vec4f" : "f32", scales.length),
    params: [
      ...convParams,
      { name: "column_blocks", type: "u32" },
      { name: "stored_rows", type: "u32" },
      ...(scales.length > 1 ? [{ name: "second_ci", type: "u32" } as const] : []),
    ],
    workgroup: [size, 1, 1],
    enables: ["subgroups"],
    subgroupSize: size,
    stores: ["y"],
    body: `
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) lane: u32,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) subgroup_lane: u32,
) {
  // Blocks of output channels come first, so that neighbours read the same patch.
  let tile = group.z * groups.y + group.y;
  if (tile >= params.tiles) { return; }
  let is_channel = group.x * ${size}u + lane < params.co;
  let o = min(group.x * ${size}u + lane, params.co - 1u);
  let x0 = tile % params.column_blocks * ${columns}u;
  let y0 = tile / params.column_blocks % params.row_blocks * ${rows}u;
  let image = tile / (params.column_blocks * params.row_blocks);
  let start = ${hasBias ? "b[o]" : "0.0"};
  ${lines(rows, (p) => lines(columns, (q) => `var s${p}_${q} = start;`, " "), "\n  ")}
  ${tapRows === kh ? "{ const u = 0u;" : `for (var u = 0u; u < ${kh}u; u += ${tapRows}u) {`}
    var tap = i32(o * params.filter_out) + params.filter_first + params.filter_step * i32(u * ${kw}u);
    ${scales.map((_, index) => sourceText(tile, index)).join("\n    ")}
  }
  if (!is_channel) { return; }
  ${storeText(tile)}
}`,
  };
}
