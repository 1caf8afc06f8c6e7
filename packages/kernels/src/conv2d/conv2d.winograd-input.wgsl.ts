// Winograd, second of four kernels: the input's overlapping 4×4 patches.
import { type Kernel, linearMain } from "@pleura/engine";

const four = [0, 1, 2, 3];

/** Bᵀ · (a, b, c, d) with Bᵀ = [[1, 0, −1, 0], [0, 1, 1, 0], [0, −1, 1, 0], [0, 1, 0, −1]] (Lavin and Gray 2016, eq. 12). */
const timesB = (a: string, b: string, c: string, d: string) => [
  `${a} - ${c}`,
  `${b} + ${c}`,
  `${c} - ${b}`,
  `${b} - ${d}`,
];

/**
 * v[e,c,t] = (Bᵀ d B)[e] of patch d of tile t, whose top left pixel is (2i − top, 2j − left) for tile (n,i,j)
 *
 * One invocation per channel and tile; neighbours have neighbouring tiles. Tiles are padded to `tiles4`, a multiple
 * of 4, so that the product can read four at once; what lies there is never used.
 */
export const conv2dWinogradInput: Kernel = {
  name: "conv2d winograd input",
  bindings: [
    { name: "x", element: "f32" },
    { name: "v", element: "f32" },
  ],
  params: [
    ...["count", "ci", "h", "w", "tiles", "tiles4", "rows", "columns"].map(
      (name) => ({ name, type: "u32" }) as const,
    ),
    { name: "pad_top", type: "i32" },
    { name: "pad_left", type: "i32" },
  ],
  workgroup: [64, 1, 1],
  body: `
fn input_at(plane: u32, row: i32, column: i32) -> f32 {
  let inside = row >= 0 && row < i32(params.h) && column >= 0 && column < i32(params.w);
  let at = (plane * params.h + u32(clamp(row, 0, i32(params.h) - 1))) * params.w
    + u32(clamp(column, 0, i32(params.w) - 1));
  return select(0.0, x[at], inside);
}

${linearMain}
  if (i >= params.count) { return; }
  let t = i % params.tiles;
  let c = i / params.tiles;
  let image = t / (params.rows * params.columns);
  let row = 2 * i32(t / params.columns % params.rows) - params.pad_top;
  let column = 2 * i32(t % params.columns) - params.pad_left;
  let plane = image * params.ci + c;
  ${four.flatMap((r) => four.map((q) => `let d${r}_${q} = input_at(plane, row + ${r}, column + ${q});`)).join("\n  ")}
  ${four
    .flatMap((q) =>
      timesB(`d0_${q}`, `d1_${q}`, `d2_${q}`, `d3_${q}`).map((t, r) => `let t${r}_${q} = ${t};`),
    )
    .join("\n  ")}
  ${four
    .flatMap((r) =>
      timesB(`t${r}_0`, `t${r}_1`, `t${r}_2`, `t${r}_3`).map(
        (t, q) => `v[(${4 * r + q}u * params.ci + c) * params.tiles4 + t] = ${t};`,
      ),
    )
    .join("\n  ")}
}`,
};
