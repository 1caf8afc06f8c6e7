// Gradient of slice: each row of dx is dy inside the range and zero around it, written in one pass.
import type { Kernel } from "@pleura/engine";

/**
 * Row r of dx has `stride` elements; those from `offset` on, `length` of them, are row r of dy.
 *
 * Grid: `block` elements × rows.
 */
export const sliceGradientKernel: Kernel = {
  name: "slice_gradient",
  bindings: [
    { name: "dy", element: "f32" },
    { name: "dx", element: "f32" },
  ],
  params: (["rows", "stride", "offset", "length", "block"] as const).map((name) => ({
    name,
    type: "u32",
  })),
  workgroup: [64, 1, 1],
  stores: ["dx"],
  body: `fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let begin = group.x * params.block;
  let end = min(params.stride, begin + params.block);
  for (var row = group.y; row < params.rows; row += groups.y) {
    for (var i = begin + lane; i < end; i += WORKGROUP_SIZE) {
      var value = 0.0;
      if (i >= params.offset && i < params.offset + params.length) {
        value = dy[row * params.length + i - params.offset];
      }
      store_dx(row * params.stride + i, value);
    }
  }
}`,
};
