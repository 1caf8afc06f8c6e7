// Pass 1 of SSIM: means and central moments of 11 neighbours along each row.
import { type Kernel, linearMain } from "@pleura/engine";
import { BLOCK, REACH, tapConstants, unrolled, weighted } from "./gaussian-window.ts";

/**
 * m_x = Σ w·x and s_xy = Σ w·(x − m_x)(y − m_y) for every 11-tap window of every row, and m_y, s_xx, s_yy.
 *
 * Moments are taken about the window's own mean, in registers, so nothing cancels on flat borders, where
 * E[x²] − μ² in f32 would lose all digits. One invocation makes 4 windows side by side from 14 loads
 * per image. Windows past the row's end read its last pixel and are not stored.
 */
export const ssimRowMoments: Kernel = {
  name: "ssim row moments",
  bindings: ["x", "y", "mean_x", "mean_y", "s_xx", "s_yy", "s_xy"].map((name) => ({
    name,
    element: "f32",
  })),
  params: [
    { name: "rows", type: "u32" },
    { name: "width", type: "u32" },
    { name: "windows", type: "u32" },
    { name: "blocks", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${tapConstants}

${linearMain}
  if (i >= params.rows * params.blocks) { return; }
  let row = i / params.blocks;
  let first = (i % params.blocks) * ${BLOCK}u;
  let start = row * params.width;
  let end = params.width - 1u;
  ${unrolled(REACH, (k) => `let at${k} = start + min(first + ${k}u, end);`)}
  ${unrolled(REACH, (k) => `let x${k} = x[at${k}]; let y${k} = y[at${k}];`)}
  let out = row * params.windows + first;
${Array.from({ length: BLOCK }, (_, o) => windowText(o)).join("\n")}
}`,
};

/** WGSL of the window that starts `o` pixels after the block. */
function windowText(o: number): string {
  const dx = (k: number) => `dx${k}`;
  const dy = (k: number) => `dy${k}`;
  return `  if (first + ${o}u < params.windows) {
  let mx = ${weighted((k) => `x${o + k}`)};
  let my = ${weighted((k) => `y${o + k}`)};
  ${unrolled(11, (k) => `let dx${k} = x${o + k} - mx; let dy${k} = y${o + k} - my;`)}
  mean_x[out + ${o}u] = mx;
  mean_y[out + ${o}u] = my;
  s_xx[out + ${o}u] = ${weighted((k) => `${dx(k)} * ${dx(k)}`)};
  s_yy[out + ${o}u] = ${weighted((k) => `${dy(k)} * ${dy(k)}`)};
  s_xy[out + ${o}u] = ${weighted((k) => `${dx(k)} * ${dy(k)}`)};
  }`;
}
