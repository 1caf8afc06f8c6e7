// Winograd, first of four kernels: the filter's 3×3 values as 4×4.
import { type Kernel, linearMain } from "@pleura/engine";

const three = [0, 1, 2];
const four = [0, 1, 2, 3];

/** G · (a, b, c) with G = [[1, 0, 0], [½, ½, ½], [½, −½, ½], [0, 0, 1]] (Lavin and Gray 2016, eq. 12). */
const timesG = (a: string, b: string, c: string) => [
  a,
  `0.5 * (${a} + ${b} + ${c})`,
  `0.5 * (${a} - ${b} + ${c})`,
  c,
];

/**
 * u[e,c,o] = (G g Gᵀ)[e] of the filter g = w[o,c,·,·], e = 4 · row + column
 *
 * One invocation per pair of channels. Output channels are padded with zeros to `co4`, a multiple of 4, so that the
 * product can read four at once.
 */
export const conv2dWinogradFilter: Kernel = {
  name: "conv2d winograd filter",
  bindings: [
    { name: "w", element: "f32" },
    { name: "u", element: "f32" },
  ],
  params: [
    ...["count", "ci", "co", "co4", "filter_out", "filter_in"].map(
      (name) => ({ name, type: "u32" }) as const,
    ),
    { name: "filter_first", type: "i32" },
    { name: "filter_step", type: "i32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.count) { return; }
  let o = i % params.co4;
  let c = i / params.co4;
  let is_channel = o < params.co;
  let at = i32(min(o, params.co - 1u) * params.filter_out + c * params.filter_in) + params.filter_first;
  ${three.flatMap((r) => three.map((q) => `let g${r}_${q} = select(0.0, w[at + params.filter_step * ${3 * r + q}], is_channel);`)).join("\n  ")}
  ${three
    .flatMap((q) => timesG(`g0_${q}`, `g1_${q}`, `g2_${q}`).map((t, r) => `let t${r}_${q} = ${t};`))
    .join("\n  ")}
  ${four
    .flatMap((r) =>
      timesG(`t${r}_0`, `t${r}_1`, `t${r}_2`).map(
        (t, q) => `u[(${4 * r + q}u * params.ci + c) * params.co4 + o] = ${t};`,
      ),
    )
    .join("\n  ")}
}`,
};
