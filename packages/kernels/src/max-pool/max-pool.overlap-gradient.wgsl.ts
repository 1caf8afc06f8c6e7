// Max pooling, gradient where windows overlap: one invocation gathers for one pixel of dx.
import type { Kernel } from "@pleura/engine";

/**
 * The gradient kernel for stride < size.
 *
 * Each invocation visits the windows that hold its pixel, finds their first maximum again and adds
 * dy where it is its own pixel: a fixed order of additions, no atomics, ⌈size/stride⌉² · size² reads.
 */
export const maxPoolOverlapGradient = (size: number, stride: number): Kernel => ({
  name: `max_pool_overlap_gradient_${size}_${stride}`,
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

// First window, along one axis, that reaches a position: ⌈(position − SIZE + 1) / STRIDE⌉, at least 0.
fn first_window(position: u32) -> u32 {
  return (max(position + STRIDE, SIZE) - SIZE) / STRIDE;
}

// Index in x of the first maximum of the window whose corner is given.
fn first_maximum(corner: u32) -> u32 {
  var best = x[corner];
  var chosen = corner;
  for (var u = 0u; u < SIZE; u++) {
    for (var v = 0u; v < SIZE; v++) {
      let index = corner + u * params.w + v;
      let value = x[index];
      chosen = select(chosen, index, value > best);
      best = max(best, value);
    }
  }
  return chosen;
}

fn main(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) groups: vec3u) {
  if (at.x >= params.w || at.y >= params.h) { return; }
  let last_row = min(at.y / STRIDE, params.ho - 1u);
  let last_column = min(at.x / STRIDE, params.wo - 1u);
  for (var plane = at.z; plane < params.planes; plane += groups.z) {
    let own = (plane * params.h + at.y) * params.w + at.x;
    var sum = 0.0;
    for (var i = first_window(at.y); i <= last_row; i++) {
      for (var j = first_window(at.x); j <= last_column; j++) {
        let corner = (plane * params.h + i * STRIDE) * params.w + j * STRIDE;
        if (first_maximum(corner) == own) {
          sum += dy[(plane * params.ho + i) * params.wo + j];
        }
      }
    }
    store_dx(own, sum);
  }
}`,
});
