// Pooling over channels, gradient: writes dx once from the numbers of its pixel, without reading x.
import type { Kernel } from "@pleura/engine";
import { elementOf, unsignedOf, type VectorWidth } from "../wgsl/vector-width.ts";

/**
 * dx[c] = dmean / channels + (c = channel of the maximum ? dmax : 0).
 *
 * Grid: 64 pixels × `block` channels × image; the block shares the reads of its pixel's numbers.
 */
export const spatialPoolGradient = (width: VectorWidth): Kernel => ({
  name: `spatial_pool_gradient ×${width}`,
  bindings: [
    { name: "dy", element: elementOf(width) },
    { name: "chosen", element: unsignedOf(width) },
    { name: "dx", element: elementOf(width) },
  ],
  params: [
    { name: "channels", type: "u32" },
    { name: "size", type: "u32" },
    { name: "block", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  stores: ["dx"],
  body: `fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let pixel = group.x * WORKGROUP_SIZE + lane;
  if (pixel >= params.size) { return; }
  let image = group.z;
  let source = 2u * image * params.size + pixel;
  let mean_part = dy[source + params.size] / f32(params.channels);
  let peak = mean_part + dy[source];
  let first = chosen[image * params.size + pixel];
  let begin = group.y * params.block;
  let end = min(params.channels, begin + params.block);
  for (var channel = begin; channel < end; channel++) {
    let at = (image * params.channels + channel) * params.size + pixel;
    store_dx(at, select(mean_part, peak, ${unsignedOf(width)}(channel) == first));
  }
}`,
});
