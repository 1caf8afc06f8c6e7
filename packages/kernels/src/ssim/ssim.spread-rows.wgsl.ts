// Gradient pass 4 of SSIM: the transposed Gaussian filter along rows, and the gradient of each pixel.
import { type Kernel, linearMain } from "@pleura/engine";
import { BLOCK, REACH, tapConstants, unrolled, weighted } from "./gaussian-window.ts";

const maps = ["p", "q", "r"];

/**
 * dy = 2u/N · (x·Gᵀ(P) − y·Gᵀ(Q) + Gᵀ(R)), N windows per image.
 *
 * u = ∂loss/∂mean / images + ∂loss/∂perImage[b] is the gradient that reaches image b.
 */
export const ssimSpreadRows: Kernel = {
  name: "ssim spread rows",
  bindings: ["x", "y", ...maps, "dmean", "dper_image", "dy"].map((name) => ({
    name,
    element: "f32",
  })),
  params: [
    { name: "rows", type: "u32" },
    { name: "width", type: "u32" },
    { name: "across", type: "u32" },
    { name: "blocks", type: "u32" },
    { name: "images", type: "u32" },
    { name: "rows_per_image", type: "u32" },
    { name: "windows", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  stores: ["dy"],
  body: `${tapConstants}

${linearMain}
  if (i >= params.rows * params.blocks) { return; }
  let row = i / params.blocks;
  let first = (i % params.blocks) * ${BLOCK}u;
  let start = row * params.across;
  let upstream = dmean[0] / f32(params.images) + dper_image[row / params.rows_per_image];
  let scale = 2.0 * upstream / f32(params.windows);
  // As in the pass down the columns: windows left of the map wrap to large numbers and count as zero.
  ${unrolled(
    REACH,
    (k) => `let column${k} = first + ${k}u - ${REACH - BLOCK}u;
  let is_inside${k} = column${k} < params.across;
  let at${k} = start + select(0u, column${k}, is_inside${k});
  ${maps.map((name) => `let ${name}${k} = select(0.0, ${name}[at${k}], is_inside${k});`).join(" ")}`,
  )}
  ${unrolled(
    BLOCK,
    (o) => `if (first + ${o}u < params.width) {
  let out = row * params.width + first + ${o}u;
  let from_p = ${weighted((k) => `p${o + k}`)};
  let from_q = ${weighted((k) => `q${o + k}`)};
  let from_r = ${weighted((k) => `r${o + k}`)};
  store_dy(out, scale * (x[out] * from_p - y[out] * from_q + from_r));
  }`,
  )}
}`,
};
