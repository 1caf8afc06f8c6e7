// Max pooling, gradient where windows do not overlap: one invocation writes a whole cell of dx.
import type { Kernel } from "@pleura/engine";

/**
 * The gradient kernel for stride ≥ size.
 *
 * The image is cut into cells of stride × stride pixels. A cell holds at most one window, at its
 * corner, so that its invocation finds the maximum again and writes every pixel of the cell once:
 * dy at the first maximum, 0 elsewhere. Cells at the right and bottom may be cut off or hold none.
 */
export const maxPoolGradient = (size: number, stride: number): Kernel => ({
  name: `max_pool_gradient_${size}_${stride}`,
  bindings: [
    { name: "x", element: "f32" },
    { name: "dy", element: "f32" },
    { name: "dx", element: "f32" },
  ],
  params: (["planes", "h", "w", "ho", "wo"] as const).map((name) => ({ name, type: "u32" })),
  workgroup: [8, 8, 1],
  stores: ["dx"],
  body: `const SIZE = ${size}u;
const STRIDE = ${stride}u;
const NOWHERE = 0xffffffffu;

fn main(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let rows = min(STRIDE, max(params.h, at.y * STRIDE) - at.y * STRIDE);
  let columns = min(STRIDE, max(params.w, at.x * STRIDE) - at.x * STRIDE);
  let has_window = at.x < params.wo && at.y < params.ho;
  for (var plane = at.z; plane < params.planes; plane += groups.z) {
    let corner = (plane * params.h + at.y * STRIDE) * params.w + at.x * STRIDE;
    var chosen = NOWHERE;
    var gradient = 0.0;
    if (has_window) {
      gradient = dy[(plane * params.ho + at.y) * params.wo + at.x];
      var best = x[corner];
      chosen = 0u;
      for (var u = 0u; u < SIZE; u++) {
        for (var v = 0u; v < SIZE; v++) {
          let value = x[corner + u * params.w + v];
          chosen = select(chosen, u * STRIDE + v, value > best);
          best = max(best, value);
        }
      }
    }
    for (var u = 0u; u < rows; u++) {
      for (var v = 0u; v < columns; v++) {
        store_dx(corner + u * params.w + v, select(0.0, gradient, u * STRIDE + v == chosen));
      }
    }
  }
}`,
});
