// The matrix product kernel: a square register tile per invocation.
import type { Kernel } from "@pleura/engine";
import { linearMain } from "@pleura/engine";

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/**
 * y[i,j] = Σ_l a(i,l) · b(l,j)
 *
 * Each invocation keeps `tile × tile` sums in registers: 2 · tile loads feed tile² multiply-adds. Operands are
 * addressed by strides, so that a transposed operand needs no copy. Lanes run along the columns of y. Rows and
 * columns past the end read the last one, and are not stored.
 */
export function matmulKernel(tile: number): Kernel {
  const indices = range(tile);
  return {
    name: `matmul tile ${tile}×${tile}`,
    bindings: ["a", "b", "y"].map((name) => ({ name, element: "f32" })),
    params: ["tiles", "across", "m", "n", "k", "a_row", "a_column", "b_row", "b_column"].map(
      (name) => ({ name, type: "u32" }) as const,
    ),
    workgroup: [32, 1, 1],
    body: `${linearMain}
  if (i >= params.tiles) { return; }
  // Columns of one invocation lie params.across apart: neighbouring lanes read neighbouring columns.
  let column = i % params.across;
  let row = i / params.across * ${tile}u;
  ${indices.map((r) => `let a${r} = min(row + ${r}u, params.m - 1u) * params.a_row;`).join(" ")}
  ${indices.map((c) => `let b${c} = min(column + ${c}u * params.across, params.n - 1u) * params.b_column;`).join(" ")}
  ${indices.map((r) => indices.map((c) => `var s${r}_${c} = 0.0;`).join(" ")).join("\n  ")}
  for (var l = 0u; l < params.k; l++) {
    let a_at = l * params.a_column;
    let b_at = l * params.b_row;
    ${indices.map((c) => `let v${c} = b[b${c} + b_at];`).join(" ")}
    ${indices.map((r) => `{ let f = a[a${r} + a_at]; ${indices.map((c) => `s${r}_${c} = fma(f, v${c}, s${r}_${c});`).join(" ")} }`).join("\n    ")}
  }
  ${indices
    .map(
      (r) => `if (row + ${r}u < params.m) {
    let at = (row + ${r}u) * params.n + column;
    ${indices.map((c) => `if (column + ${c}u * params.across < params.n) { y[at + ${c}u * params.across] = s${r}_${c}; }`).join("\n    ")}
  }`,
    )
    .join("\n  ")}
}`,
  };
}
