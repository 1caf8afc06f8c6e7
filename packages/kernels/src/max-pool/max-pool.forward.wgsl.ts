// Max pooling, forward: one invocation per output pixel, on workgroups of 8 × 8 pixels.
import type { Kernel } from "@pleura/engine";
import { exceedsFunction } from "../wgsl/exceeds.wgsl.ts";

/** The forward kernel for a window of `size` pixels moved by `stride`. */
export const maxPoolForward = (size: number, stride: number): Kernel => ({
  name: `max_pool_forward_${size}_${stride}`,
  bindings: [
    { name: "x", element: "f32" },
    { name: "y", element: "f32" },
  ],
  params: (["planes", "h", "w", "ho", "wo"] as const).map((name) => ({ name, type: "u32" })),
  workgroup: [8, 8, 1],
  stores: ["y"],
  // Three grid axes stand for column, row and plane, so that no index needs a slow integer division.
  body: `const SIZE = ${size}u;
const STRIDE = ${stride}u;

${exceedsFunction}

fn main(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) groups: vec3u) {
  if (at.x >= params.wo || at.y >= params.ho) { return; }
  for (var plane = at.z; plane < params.planes; plane += groups.z) {
    let corner = (plane * params.h + at.y * STRIDE) * params.w + at.x * STRIDE;
    var best = x[corner];
    for (var u = 0u; u < SIZE; u++) {
      for (var v = 0u; v < SIZE; v++) {
        let value = x[corner + u * params.w + v];
        best = select(best, value, exceeds(value, best));
      }
    }
    store_y((plane * params.ho + at.y) * params.wo + at.x, best);
  }
}`,
});
