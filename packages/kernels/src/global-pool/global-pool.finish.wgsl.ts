// Global pooling, second launch: joins the lanes of each plane in their order.
import { type Kernel, linearMain } from "@pleura/engine";
import { exceedsFunction } from "../wgsl/exceeds.wgsl.ts";

/** Average, maximum and its first position for each plane; equal maxima: the smaller position wins. */
export const globalPoolFinish: Kernel = {
  name: "global_pool_finish",
  bindings: [
    { name: "sums", element: "f32" },
    { name: "maxima", element: "f32" },
    { name: "positions", element: "u32" },
    { name: "average", element: "f32" },
    { name: "largest", element: "f32" },
    { name: "position", element: "u32" },
  ],
  params: [
    { name: "planes", type: "u32" },
    { name: "size", type: "u32" },
    { name: "lane_bits", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${exceedsFunction}

${linearMain}
  if (i >= params.planes) { return; }
  let start = i << params.lane_bits;
  let end = (i + 1u) << params.lane_bits;
  var sum = 0.0;
  var best = maxima[start];
  var first = positions[start];
  for (var lane_index = start; lane_index < end; lane_index++) {
    sum += sums[lane_index];
    let value = maxima[lane_index];
    let at = positions[lane_index];
    if (exceeds(value, best) || (value == best && at < first)) {
      best = value;
      first = at;
    }
  }
  average[i] = sum / f32(params.size);
  largest[i] = best;
  position[i] = first;
}`,
};
