// Gradient of slice: each row of dx is dy inside the range and zero around it, written in one pass.
import type { Kernel } from "@pleura/engine";

/** Row r of dx has `stride` elements; those from `offset` on, `length` of them, are row r of dy. */
export const sliceGradientKernel: Kernel = {
  name: "slice_gradient",
  bindings: [
    { name: "dy", element: "f32" },
    { name: "dx", element: "f32" },
  ],
  params: (["rows", "stride", "offset", "length"] as const).map((name) => ({ name, type: "u32" })),
  workgroup: [64, 1, 1],
  body: `fn main(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var row = at.y; row < params.rows; row += groups.y) {
    for (var i = at.x; i < params.stride; i += groups.x * WORKGROUP_SIZE) {
      var value = 0.0;
      if (i >= params.offset && i < params.offset + params.length) {
        value = dy[row * params.length + i - params.offset];
      }
      dx[row * params.stride + i] = value;
    }
  }
}`,
};
