// Kernel of the filter gradient: taps of several output channels in registers, a window slides along x.
import type { Kernel } from "@pleura/engine";
import { linearMain } from "@pleura/engine";

/** What is written into the text of a filter-gradient kernel. */
export interface FilterGradientTile {
  readonly kw: number;
  /** Filter rows that one invocation sums; divides kh. */
  readonly tapRows: number;
  readonly stride: number;
  /** Output channels that one invocation sums. */
  readonly channels: number;
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/**
 * partial[split,o,c,u,v] = Σ over the split's rows (n, i) and all j of dy[n,o,i,j] · x[n,c,i·s+u−top,j·s+v−left]
 *
 * Each invocation owns one split, `channels` output channels, one input channel and `tapRows × kw` taps, all in
 * registers. Lanes run over (split, block of output channels, filter-row block, input channel) so that none
 * is idle for few channels. Along a row of dy the window moves by `stride` columns: only the new columns are
 * loaded, and each meets `channels` gradients. The sum's order is fixed: rows of a split, then splits.
 */
export function conv2dFilterGradient(tile: FilterGradientTile): Kernel {
  const { kw, tapRows, stride, channels } = tile;
  const rows = range(tapRows);
  const taps = range(tapRows * kw);
  const outputs = range(channels);
  const load = (r: number, v: number) => `load(row${r}, first + ${v}, in_y${r})`;
  const kept = Math.max(0, kw - stride);
  return {
    name: `conv2d filter gradient ${tapRows}×${kw} stride ${stride} channels ${channels}`,
    bindings: ["x", "dy", "partial"].map((name) => ({ name, element: "f32" })),
    params: [
      ...["lanes", "rows", "rows_per_split", "ci", "h", "w", "co", "kh", "oh", "ow"].map(
        (name) => ({ name, type: "u32" }) as const,
      ),
      { name: "pad_top", type: "i32" },
      { name: "pad_left", type: "i32" },
    ],
    workgroup: [32, 1, 1],
    body: `
// x at a column of a row, 0 outside the image.
fn load(row: u32, column: i32, is_row: bool) -> f32 {
  let inside = is_row && column >= 0 && column < i32(params.w);
  return select(0.0, x[row + u32(clamp(column, 0, i32(params.w) - 1))], inside);
}

${linearMain}
  if (i >= params.lanes) { return; }
  let tap_blocks = params.kh / ${tapRows}u;
  let channel_blocks = (params.co + ${channels - 1}u) / ${channels}u;
  let c = i % params.ci;
  let u = (i / params.ci) % tap_blocks * ${tapRows}u;
  let o0 = (i / (params.ci * tap_blocks)) % channel_blocks * ${channels}u;
  let split = i / (params.ci * tap_blocks * channel_blocks);
  let last = min((split + 1u) * params.rows_per_split, params.rows);
  ${outputs.map((o) => `let out${o} = min(o0 + ${o}u, params.co - 1u); ${taps.map((t) => `var s${o}_${t} = 0.0;`).join(" ")}`).join("\n  ")}
  for (var row = split * params.rows_per_split; row < last; row++) {
    let image = row / params.oh;
    let out_row = row % params.oh;
    let y_first = i32(out_row * ${stride}u + u) - params.pad_top;
    let plane = (image * params.ci + c) * params.h;
    ${rows.map((r) => `let in_y${r} = y_first + ${r} >= 0 && y_first + ${r} < i32(params.h); let row${r} = (plane + u32(clamp(y_first + ${r}, 0, i32(params.h) - 1))) * params.w;`).join("\n    ")}
    ${outputs.map((o) => `let g${o} = ((image * params.co + out${o}) * params.oh + out_row) * params.ow;`).join("\n    ")}
    var first = -params.pad_left;
    ${rows
      .map((r) =>
        range(kw)
          .map((v) => `var x${r}_${v} = ${v < kept ? load(r, v) : "0.0"};`)
          .join(" "),
      )
      .join("\n    ")}
    for (var px = 0u; px < params.ow; px++) {
      ${rows
        .map((r) =>
          range(kw)
            .slice(kept)
            .map((v) => `x${r}_${v} = ${load(r, v)};`)
            .join(" "),
        )
        .join("\n      ")}
      ${outputs.map((o) => `{ let g = dy[g${o} + px]; ${taps.map((t) => `s${o}_${t} = fma(g, x${Math.floor(t / kw)}_${t % kw}, s${o}_${t});`).join(" ")} }`).join("\n      ")}
      ${rows
        .map((r) =>
          range(kept)
            .map((v) => `x${r}_${v} = x${r}_${v + stride};`)
            .join(" "),
        )
        .join("\n      ")}
      first += ${stride};
    }
  }
  let taps = params.kh * ${kw}u;
  ${outputs
    .map(
      (o) => `if (o0 + ${o}u < params.co) {
    let at = ((split * params.co + out${o}) * params.ci + c) * taps + u * ${kw}u;
    ${taps.map((t) => `partial[at + ${t}u] = s${o}_${t};`).join(" ")}
  }`,
    )
    .join("\n  ")}
}`,
  };
}
