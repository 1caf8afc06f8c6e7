// The convolution kernel for few output channels: each lane slides along a strip of rows.
import type { Kernel } from "@pleura/engine";
import { reluText } from "../wgsl/relu-text.ts";
import {
  convBindings,
  convParams,
  filterAt,
  plainFilter,
  subgroupFilter,
} from "./conv2d-filter-text.ts";

/** What is written into the text of a sliding kernel. */
export interface SlidingTile {
  readonly kh: number;
  readonly kw: number;
  /** Output channels and rows of the strip. */
  readonly channels: number;
  readonly rows: number;
  /** Subgroup size for which the kernel is made, or undefined for no subgroups. */
  readonly subgroupSize: number | undefined;
  readonly hasBias: boolean;
  readonly hasRelu: boolean;
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Invocations of a workgroup when subgroups are not used. */
const portableWorkgroup = 32;

/**
 * y[n,o,i,j] = act(b[o] + Σ x[n,c,i+u−top, j+v−left] · filter(o,c,u,v)), stride 1
 *
 * Tiling: a lane owns `rows` output rows of `columns` columns and all `channels` output channels. It visits the
 * input columns once, from the left: sum s_o_p_v holds the unfinished output v columns behind the current one,
 * which meets tap v now. A column of rows + kh − 1 loads thus feeds channels · rows · kh · kw multiply-adds:
 * for 7×7, one channel and 8 rows 14 loads and 392 multiply-adds, where lanes along pixels need 98 loads.
 */
export function conv2dSliding(tile: SlidingTile): Kernel {
  const { kh, kw, channels, rows, subgroupSize, hasBias, hasRelu } = tile;
  const inputRows = rows + kh - 1;
  const block = { channels, tapRows: kh, kw };
  const filter =
    subgroupSize === undefined ? plainFilter(block) : subgroupFilter(block, subgroupSize);
  const start = (o: number) => (hasBias ? `b[min(o0 + ${o}u, params.co - 1u)]` : "0.0");
  const sums = range(channels).flatMap((o) => range(rows).map((p) => `s${o}_${p}`));
  const subgroupLane =
    subgroupSize === undefined ? "" : "\n  @builtin(subgroup_invocation_id) subgroup_lane: u32,";
  return {
    name: `conv2d ${kh}×${kw} sliding ${channels}×${rows}${hasRelu ? " relu" : ""}`,
    bindings: convBindings(hasBias),
    params: [
      ...convParams,
      { name: "column_blocks", type: "u32" },
      { name: "columns", type: "u32" },
    ],
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
  let flat = (group.z * groups.y + group.y) * WORKGROUP_SIZE + lane;
  // Lanes past the end repeat the last strip, since subgroup operations need all of them.
  let tile = min(flat, params.tiles - 1u);
  let x0 = tile % params.column_blocks * params.columns;
  let y0 = tile / params.column_blocks % params.row_blocks * ${rows}u;
  let image = tile / (params.column_blocks * params.row_blocks);
  let o0 = group.x * ${channels}u;
  const u = 0u;
  let plane = params.h * params.w;
  let y_first = i32(y0) - params.pad_top;
  ${range(inputRows)
    .map(
      (r) =>
        `let row${r} = u32(clamp(y_first + ${r}, 0, i32(params.h) - 1)) * params.w; let in_y${r} = y_first + ${r} >= 0 && y_first + ${r} < i32(params.h);`,
    )
    .join("\n  ")}
  ${filter.addresses}
  ${range(channels)
    .map((o) => `let b${o} = ${start(o)};`)
    .join(" ")}
  ${range(channels)
    .flatMap((o) =>
      range(rows).map((p) =>
        range(kw)
          .map((v) => `var s${o}_${p}_${v} = b${o};`)
          .join(" "),
      ),
    )
    .join("\n  ")}
  for (var step = 0u; step < params.columns + ${kw - 1}u; step++) {
    let column = i32(x0 + step) - params.pad_left;
    let in_x = column >= 0 && column < i32(params.w);
    let at = image * params.ci * plane + u32(clamp(column, 0, i32(params.w) - 1));
    for (var c = 0u; c < params.ci; c++) {
      ${filter.prepare}
      let base = at + c * plane;
      ${range(inputRows)
        .map((r) => `let v${r} = select(0.0, x[base + row${r}], in_y${r} && in_x);`)
        .join("\n      ")}
      ${range(channels)
        .flatMap((o) =>
          range(kh * kw).map((tap) => {
            const row = Math.floor(tap / kw);
            const products = range(rows).map((p) => {
              const sum = `s${o}_${p}_${tap % kw}`;
              return `${sum} = fma(f, v${p + row}, ${sum});`;
            });
            return `{ let f = ${filter.value(o, tap)}; ${products.join(" ")} }`;
          }),
        )
        .join("\n      ")}
    }
    // The oldest sum has met its last tap; before step kw − 1 it is none of this strip's outputs.
    let done = x0 + step - ${kw - 1}u;
    if (step >= ${kw - 1}u && done < params.ow && flat < params.tiles) {
      ${range(channels)
        .flatMap((o) =>
          range(rows).map((p) => {
            const sum = `s${o}_${p}_${kw - 1}`;
            const value = hasRelu ? reluText(sum) : sum;
            const isInside = `y0 + ${p}u < params.oh && o0 + ${o}u < params.co`;
            const out = `((image * params.co + o0 + ${o}u) * params.oh + y0 + ${p}u) * params.ow + done`;
            return `if (${isInside}) { store_y(${out}, ${value}); }`;
          }),
        )
        .join("\n      ")}
    }
    ${sums
      .map((sum) =>
        range(kw)
          .reverse()
          .map(
            (v) =>
              `${sum}_${v} = ${v === 0 ? `b${sum.slice(1, sum.indexOf("_"))}` : `${sum}_${v - 1}`};`,
          )
          .join(" "),
      )
      .join("\n    ")}
  }
}`,
  };
}
