// Global pooling, first launch: each lane of a plane reduces every 2^lane_bits-th vector of pixels.
import { type Kernel, linearMain } from "@pleura/engine";
import { exceedsFunction, exceedsText } from "../wgsl/exceeds.wgsl.ts";
import { elementOf, totalText, unsignedOf, type VectorWidth } from "../wgsl/vector-width.ts";

/** Components of a lane's vectors joined to one maximum; of equal ones the smaller position wins. */
const joinComponents = `var largest = best.x;
  var first = position.x;
  for (var k = 1u; k < 4u; k++) {
    if (exceeds_one(best[k], largest) || (best[k] == largest && position[k] < first)) {
      largest = best[k];
      first = position[k];
    }
  }`;

/** Sum, maximum and its first position for each lane of each plane. `size` is in vectors. */
export const globalPoolLanes = (width: VectorWidth): Kernel => ({
  name: `global_pool_lanes ×${width}`,
  bindings: [
    { name: "x", element: elementOf(width) },
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
  body: `${exceedsText(width)}

${width === 4 ? exceedsFunction.replace("fn exceeds", "fn exceeds_one") : ""}

${totalText(width)}

${linearMain}
  let plane = i >> params.lane_bits;
  if (plane >= params.planes) { return; }
  let lanes = 1u << params.lane_bits;
  let start = plane * params.size;
  var at = i & (lanes - 1u);
  var sum = ${elementOf(width)}();
  var best = x[start + at];
  var here = ${width}u * at + ${width === 4 ? "vec4u(0u, 1u, 2u, 3u)" : "0u"};
  var position = here;
  for (; at < params.size; at += lanes) {
    let value = x[start + at];
    sum += value;
    let is_larger = exceeds(value, best);
    position = select(position, here, is_larger);
    best = select(best, value, is_larger);
    here += ${unsignedOf(width)}(${width}u * lanes);
  }
  ${width === 4 ? joinComponents : "let largest = best; let first = position;"}
  sums[i] = total(sum);
  maxima[i] = largest;
  positions[i] = first;
}`,
});
