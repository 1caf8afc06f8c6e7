// Pooling over channels, forward: one invocation per pixel walks through its channels.
import { type Kernel, linearMain } from "@pleura/engine";
import { exceedsText } from "../wgsl/exceeds.wgsl.ts";
import { elementOf, unsignedOf, type VectorWidth } from "../wgsl/vector-width.ts";

/** Maximum, mean and the first channel of the maximum; neighbours read neighbouring vectors of pixels. */
export const spatialPoolForward = (width: VectorWidth): Kernel => ({
  name: `spatial_pool_forward ×${width}`,
  bindings: [
    { name: "x", element: elementOf(width) },
    { name: "y", element: elementOf(width) },
    { name: "chosen", element: unsignedOf(width) },
  ],
  params: [
    { name: "images", type: "u32" },
    { name: "channels", type: "u32" },
    { name: "size", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${exceedsText(width)}

${linearMain}
  let image = i / params.size;
  if (image >= params.images) { return; }
  let pixel = i - image * params.size;
  var at = image * params.channels * params.size + pixel;
  var sum = ${elementOf(width)}();
  var best = x[at];
  var first = ${unsignedOf(width)}();
  for (var channel = 0u; channel < params.channels; channel++) {
    let value = x[at];
    sum += value;
    let is_larger = exceeds(value, best);
    first = select(first, ${unsignedOf(width)}(channel), is_larger);
    best = select(best, value, is_larger);
    at += params.size;
  }
  let target_pixel = 2u * image * params.size + pixel;
  y[target_pixel] = best;
  y[target_pixel + params.size] = sum / f32(params.channels);
  chosen[i] = first;
}`,
});
