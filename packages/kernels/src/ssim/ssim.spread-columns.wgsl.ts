// Gradient pass 3 of SSIM: the transposed Gaussian filter down the columns.
import { type Kernel, linearMain } from "@pleura/engine";
import { BLOCK, REACH, tapConstants, unrolled, weighted } from "./gaussian-window.ts";

const maps = ["p", "q", "r"];

/**
 * out[row] = Σ_k w_k · map[row − k], windows outside the map counting as zero.
 *
 * A pixel row collects from the windows that cover it: the taps are mirrored, so the sum has the form
 * of the forward filter over rows row − 10 … row.
 */
export const ssimSpreadColumns: Kernel = {
  name: "ssim spread columns",
  bindings: [...maps, ...maps.map((name) => `${name}_out`)].map((name) => ({
    name,
    element: "f32",
  })),
  params: [
    { name: "planes", type: "u32" },
    { name: "height", type: "u32" },
    { name: "across", type: "u32" },
    { name: "down", type: "u32" },
    { name: "blocks", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${tapConstants}

${linearMain}
  if (i >= params.planes * params.blocks * params.across) { return; }
  let column = i % params.across;
  let first = ((i / params.across) % params.blocks) * ${BLOCK}u;
  let plane = i / (params.across * params.blocks);
  let start = plane * params.down;
  // Row 'first + k - 10' of the map; unsigned arithmetic makes rows above it too large, so one test does.
  ${unrolled(
    REACH,
    (k) => `let row${k} = first + ${k}u - ${REACH - BLOCK}u;
  let is_inside${k} = row${k} < params.down;
  let at${k} = (start + select(0u, row${k}, is_inside${k})) * params.across + column;
  ${maps.map((name) => `let ${name}${k} = select(0.0, ${name}[at${k}], is_inside${k});`).join(" ")}`,
  )}
  ${unrolled(
    BLOCK,
    (o) => `if (first + ${o}u < params.height) {
  let out = (plane * params.height + first + ${o}u) * params.across + column;
  ${maps.map((name) => `${name}_out[out] = ${weighted((k) => `${name}${o + k}`)};`).join("\n  ")}
  }`,
  )}
}`,
};
