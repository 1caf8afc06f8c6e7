// The general convolution kernel: lanes are output columns, each with output channels × rows in registers.
import type { Kernel } from "@pleura/engine";
import { reluText } from "../wgsl/relu-text.ts";
import {
  convBindings,
  convParams,
  type FilterText,
  filterAt,
  plainFilter,
  subgroupFilter,
} from "./conv2d-filter-text.ts";

/** What is written into the text of a convolution kernel. */
export interface PixelLaneTile {
  readonly kh: number;
  readonly kw: number;
  readonly stride: number;
  /** Output channels and output rows that one invocation computes. */
  readonly channels: number;
  readonly rows: number;
  /** Filter rows unrolled in the text; divides kh. The others are a loop. */
  readonly tapRows: number;
  /** Subgroup size for which the kernel is made, or undefined for no subgroups. */
  readonly subgroupSize: number | undefined;
  readonly hasBias: boolean;
  readonly hasRelu: boolean;
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const lines = (count: number, line: (index: number) => string, gap = "\n    ") =>
  range(count).map(line).join(gap);

/** Invocations of a workgroup when subgroups are not used. */
const portableWorkgroup = 64;

/** Multiply-adds of one input channel: a column of inputs is loaded once and meets all taps above it. */
function channelText(tile: PixelLaneTile, filter: FilterText, inputRows: number): string {
  const { kw, tapRows, channels, rows, stride } = tile;
  return range(kw)
    .map((kx) => {
      const loads = range(inputRows).map(
        (r) => `let v${r} = select(0.0, x[base + row${r} + column${kx}], in_y${r} && in_x${kx});`,
      );
      const products = range(channels).flatMap((o) =>
        range(tapRows).map((ky) => {
          const sums = range(rows).map(
            (p) => `s${o}_${p} = fma(f, v${p * stride + ky}, s${o}_${p});`,
          );
          return `{ let f = ${filter.value(o, ky * kw + kx)}; ${sums.join(" ")} }`;
        }),
      );
      return `{\n        ${[...loads, ...products].join("\n        ")}\n      }`;
    })
    .join("\n      ");
}

function storeText({ channels, rows, hasRelu }: PixelLaneTile): string {
  return range(channels)
    .map((o) => {
      const stores = range(rows).map((p) => {
        const value = hasRelu ? reluText(`s${o}_${p}`) : `s${o}_${p}`;
        return `if (y0 + ${p}u < params.oh) { store_y(out + ${p}u * params.ow, ${value}); }`;
      });
      return `  if (o0 + ${o}u < params.co) {
    let out = ((image * params.co + o0 + ${o}u) * params.oh + y0) * params.ow + px;
    ${stores.join("\n    ")}
  }`;
    })
    .join("\n");
}

/**
 * y[n,o,i,j] = act(b[o] + Σ x[n,c,i·s+u−top, j·s+v−left] · filter(o,c,u,v))
 *
 * Tiling: lanes run over the flat index (image, block of rows, column), so that no lane is idle on narrow
 * maps; each keeps `channels × rows` sums in registers. A load costs 20–35 cycles on a CPU adapter and a
 * multiply-add under one, so every input value meets channels · kh taps and every filter value is loaded once
 * per subgroup. Inputs outside the image are read from a clamped address and replaced by 0.
 *
 * The filter is addressed by strides: `filter_out`, `filter_in` between channels and taps at
 * filter_first + filter_step · (u·kw + v). The gradient of the input is the same kernel on the flipped filter
 * with exchanged channels: strides exchanged, filter_first = kh·kw − 1, filter_step = −1.
 */
export function conv2dPixelLanes(tile: PixelLaneTile): Kernel {
  const { kh, kw, stride, channels, rows, tapRows, subgroupSize, hasBias, hasRelu } = tile;
  const inputRows = (rows - 1) * stride + tapRows;
  const filter =
    subgroupSize === undefined ? plainFilter(tile) : subgroupFilter(tile, subgroupSize);
  const isWhole = tapRows === kh;
  const start = (o: number) => (hasBias ? `b[min(o0 + ${o}u, params.co - 1u)]` : "0.0");
  const subgroupLane =
    subgroupSize === undefined ? "" : "\n  @builtin(subgroup_invocation_id) subgroup_lane: u32,";
  return {
    name: `conv2d ${kh}×${kw} stride ${stride} pixel lanes ${channels}×${rows}${hasRelu ? " relu" : ""}`,
    bindings: convBindings(hasBias),
    params: convParams,
    workgroup: [subgroupSize ?? portableWorkgroup, 1, 1],
    ...(subgroupSize !== undefined && { enables: ["subgroups"], subgroupSize }),
    stores: ["y"],
    body: `
${filterAt}
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,${subgroupLane}
) {
  // Blocks of output channels come first, so that neighbours read the same input.
  let flat = (group.z * groups.y + group.y) * WORKGROUP_SIZE + lane;
  // Lanes past the end repeat the last tile, since subgroup operations need all of them.
  let tile = min(flat, params.tiles - 1u);
  let px = tile % params.ow;
  let y0 = (tile / params.ow) % params.row_blocks * ${rows}u;
  let image = tile / (params.ow * params.row_blocks);
  let o0 = group.x * ${channels}u;
  let plane = params.h * params.w;
  let x_first = i32(px * ${stride}u) - params.pad_left;
  ${lines(kw, (kx) => `let column${kx} = u32(clamp(x_first + ${kx}, 0, i32(params.w) - 1)); let in_x${kx} = x_first + ${kx} >= 0 && x_first + ${kx} < i32(params.w);`, "\n  ")}
  ${lines(
    channels,
    (o) =>
      `let b${o} = ${start(o)}; ${range(rows)
        .map((p) => `var s${o}_${p} = b${o};`)
        .join(" ")}`,
    "\n  ",
  )}
  ${isWhole ? "{ const u = 0u;" : `for (var u = 0u; u < ${kh}u; u += ${tapRows}u) {`}
    let y_first = i32(y0 * ${stride}u + u) - params.pad_top;
    ${lines(inputRows, (r) => `let row${r} = u32(clamp(y_first + ${r}, 0, i32(params.h) - 1)) * params.w; let in_y${r} = y_first + ${r} >= 0 && y_first + ${r} < i32(params.h);`)}
    ${filter.addresses}
    for (var c = 0u; c < params.ci; c++) {
      let base = (image * params.ci + c) * plane;
      ${filter.prepare}
      ${channelText(tile, filter, inputRows)}
    }
  }
  if (flat >= params.tiles) { return; }
${storeText(tile)}
}`,
  };
}
