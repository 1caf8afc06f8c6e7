// Winograd, last of four kernels: 2×2 output pixels of each tile, with bias and activation.
import { type Kernel, linearMain } from "@pleura/engine";
import { reluText } from "../wgsl/relu-text.ts";

const two = [0, 1];
const four = [0, 1, 2, 3];

/** Aᵀ · (a, b, c, d) with Aᵀ = [[1, 1, 1, 0], [0, 1, −1, −1]] (Lavin and Gray 2016, eq. 12). */
const timesA = (a: string, b: string, c: string, d: string) => [
  `${a} + ${b} + ${c}`,
  `${b} - ${c} - ${d}`,
];

/**
 * y[n,o,2i..,2j..] = act(b[o] + Aᵀ m[·,o,t] A) for tile t = (n,i,j)
 *
 * One invocation per output channel and tile; neighbours have neighbouring tiles.
 */
export function conv2dWinogradOutput(hasBias: boolean, hasRelu: boolean): Kernel {
  const store = (sum: string, r: number, q: number) => {
    const value = hasRelu ? reluText("value") : "value";
    const at = `((image * params.co + o) * params.oh + row + ${r}u) * params.ow + column + ${q}u`;
    return `if (row + ${r}u < params.oh && column + ${q}u < params.ow) {
    let value = start + ${sum};
    store_y(${at}, ${value});
  }`;
  };
  return {
    name: `conv2d winograd output${hasRelu ? " relu" : ""}`,
    bindings: ["m", ...(hasBias ? ["b"] : []), "y"].map((name) => ({ name, element: "f32" })),
    params: ["count", "co", "oh", "ow", "tiles", "tiles4", "rows", "columns"].map(
      (name) => ({ name, type: "u32" }) as const,
    ),
    workgroup: [64, 1, 1],
    stores: ["y"],
    body: `${linearMain}
  if (i >= params.count) { return; }
  let t = i % params.tiles;
  let o = i / params.tiles;
  let image = t / (params.rows * params.columns);
  let row = 2u * (t / params.columns % params.rows);
  let column = 2u * (t % params.columns);
  let start = ${hasBias ? "b[o]" : "0.0"};
  ${four
    .flatMap((r) =>
      four.map((q) => `let m${r}_${q} = m[(${4 * r + q}u * params.co + o) * params.tiles4 + t];`),
    )
    .join("\n  ")}
  ${four
    .flatMap((q) =>
      timesA(`m0_${q}`, `m1_${q}`, `m2_${q}`, `m3_${q}`).map((t, r) => `let t${r}_${q} = ${t};`),
    )
    .join("\n  ")}
  ${two
    .flatMap((r) =>
      timesA(`t${r}_0`, `t${r}_1`, `t${r}_2`, `t${r}_3`).map((t, q) => store(t, r, q)),
    )
    .join("\n  ")}
}`,
  };
}
