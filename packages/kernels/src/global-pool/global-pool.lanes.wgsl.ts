// Global pooling, first launch: each lane of a plane reduces every 2^lane_bits-th pixel.
import { type Kernel, linearMain } from "@pleura/engine";
import { exceedsFunction } from "../wgsl/exceeds.wgsl.ts";

/** Sum, maximum and its first position for each lane of each plane. */
export const globalPoolLanes: Kernel = {
  name: "global_pool_lanes",
  bindings: [
    { name: "x", element: "f32" },
    { name: "sums", element: "f32" },
    { name: "maxima", element: "f32" },
    { name: "positions", element: "u32" },
  ],
  params: [
    { name: "planes", type: "u32" },
    { name: "size", type: "u32" },
    { name: "lane_bits", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${exceedsFunction}

${linearMain}
  let plane = i >> params.lane_bits;
  if (plane >= params.planes) { return; }
  let lanes = 1u << params.lane_bits;
  let first = i & (lanes - 1u);
  let start = plane * params.size;
  var sum = 0.0;
  var best = x[start + first];
  var position = first;
  for (var pixel = first; pixel < params.size; pixel += lanes) {
    let value = x[start + pixel];
    sum += value;
    let is_larger = exceeds(value, best);
    position = select(position, pixel, is_larger);
    best = select(best, value, is_larger);
  }
  sums[i] = sum;
  maxima[i] = best;
  positions[i] = position;
}`,
};
