// Gates, gradients: dx = dy · σ and dlogit = σ(1 − σ) · Σ dy · x from one reading of x and dy. Sizes are in vectors.
import { type Kernel, linearMain } from "@pleura/engine";
import { elementOf, totalText, type VectorWidth } from "../wgsl/vector-width.ts";
import { sigmoidText } from "./sigmoid.wgsl.ts";

const vectors = (width: VectorWidth, ...names: readonly string[]) =>
  names.map((name) => ({ name, element: elementOf(width) }));
const f32 = (...names: readonly string[]) => vectors(1, ...names);
const u32 = (...names: readonly string[]) => names.map((name) => ({ name, type: "u32" as const }));

/**
 * One logit per pixel: an invocation walks through the channels of its pixel, in order.
 */
export const gateGradientByPixel = (width: VectorWidth): Kernel => ({
  name: `gate_gradient_by_pixel ×${width}`,
  bindings: vectors(width, "x", "logits", "dy", "dx", "dlogits"),
  params: u32("images", "channels", "size"),
  workgroup: [64, 1, 1],
  stores: ["dx"],
  body: `${sigmoidText(width)}

${linearMain}
  let image = i / params.size;
  if (image >= params.images) { return; }
  let gate = sigmoid(logits[i]);
  var at = image * params.channels * params.size + i - image * params.size;
  var sum = ${elementOf(width)}();
  for (var channel = 0u; channel < params.channels; channel++) {
    let gradient = dy[at];
    sum += gradient * x[at];
    store_dx(at, gradient * gate);
    at += params.size;
  }
  dlogits[i] = sum * gate * (1.0 - gate);
}`,
});

/**
 * One logit per plane or image, first launch: dx, and Σ dy · x of each lane of each plane.
 *
 * Each lane takes every 2^lane_bits-th vector; why there are lanes is told in `lanes-per-plane.ts`.
 */
export const gateGradientLanes = (isPerImage: boolean, width: VectorWidth): Kernel => ({
  name: `gate_gradient_lanes_${isPerImage ? "image" : "channel"} ×${width}`,
  bindings: [
    ...vectors(width, "x"),
    ...f32("logits"),
    ...vectors(width, "dy", "dx"),
    ...f32("parts"),
  ],
  params: u32("planes", "channels", "size", "lane_bits"),
  workgroup: [64, 1, 1],
  stores: ["dx"],
  body: `${sigmoidText(1)}

${totalText(width)}

${linearMain}
  let plane = i >> params.lane_bits;
  if (plane >= params.planes) { return; }
  let lanes = 1u << params.lane_bits;
  let gate = sigmoid(logits[${isPerImage ? "plane / params.channels" : "plane"}]);
  let start = plane * params.size;
  let end = start + params.size;
  var sum = ${elementOf(width)}();
  for (var at = start + (i & (lanes - 1u)); at < end; at += lanes) {
    let gradient = dy[at];
    sum += gradient * x[at];
    store_dx(at, gradient * gate);
  }
  parts[i] = total(sum);
}`,
});

/** Adds `count` parts per row in order; the last launch also multiplies by σ(1 − σ) of the row's logit. */
export const gateFinish = (isLast: boolean): Kernel => ({
  name: isLast ? "gate_gradient_logits" : "gate_gradient_rows",
  bindings: isLast ? f32("parts", "logits", "dlogits") : f32("parts", "sums"),
  params: u32("rows", "count"),
  workgroup: [64, 1, 1],
  body: `${isLast ? sigmoidText(1) : ""}

${linearMain}
  if (i >= params.rows) { return; }
  let end = (i + 1u) * params.count;
  var sum = 0.0;
  for (var part = i * params.count; part < end; part++) {
    sum += parts[part];
  }
  ${
    isLast
      ? `let gate = sigmoid(logits[i]);
  dlogits[i] = sum * gate * (1.0 - gate);`
      : "sums[i] = sum;"
  }
}`,
});
