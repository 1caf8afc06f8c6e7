// Gates, forward: y = x · σ(logit), reading and writing each pixel once. Sizes and blocks are in vectors of pixels.
import type { Kernel } from "@pleura/engine";
import { elementOf, type VectorWidth } from "../wgsl/vector-width.ts";
import { sigmoidText } from "./sigmoid.wgsl.ts";

const bindings = (width: VectorWidth, logits: VectorWidth) => [
  { name: "x", element: elementOf(width) },
  { name: "logits", element: elementOf(logits) },
  { name: "y", element: elementOf(width) },
];
const params = (["channels", "size", "block"] as const).map((name) => ({
  name,
  type: "u32" as const,
}));

/**
 * One logit per plane, or per image.
 *
 * Grid: `block` pixels × channel × image; an invocation scales pixels 64 apart with one sigmoid.
 */
export const gateByPlane = (isPerImage: boolean, width: VectorWidth): Kernel => ({
  name: `gate_by_${isPerImage ? "image" : "channel"} ×${width}`,
  bindings: bindings(width, 1),
  params,
  workgroup: [64, 1, 1],
  stores: ["y"],
  body: `${sigmoidText(1)}

fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let plane = group.z * params.channels + group.y;
  let gate = sigmoid(logits[${isPerImage ? "group.z" : "plane"}]);
  let start = plane * params.size;
  let end = min(params.size, (group.x + 1u) * params.block);
  for (var pixel = group.x * params.block + lane; pixel < end; pixel += WORKGROUP_SIZE) {
    store_y(start + pixel, x[start + pixel] * gate);
  }
}`,
});

/** One logit per pixel. Grid: 64 pixels × `block` channels × image; one sigmoid serves the block. */
export const gateByPixel = (width: VectorWidth): Kernel => ({
  name: `gate_by_pixel ×${width}`,
  bindings: bindings(width, width),
  params,
  workgroup: [64, 1, 1],
  stores: ["y"],
  body: `${sigmoidText(width)}

fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let pixel = group.x * WORKGROUP_SIZE + lane;
  if (pixel >= params.size) { return; }
  let gate = sigmoid(logits[group.z * params.size + pixel]);
  let begin = group.y * params.block;
  let end = min(params.channels, begin + params.block);
  for (var channel = begin; channel < end; channel++) {
    let at = (group.z * params.channels + channel) * params.size + pixel;
    store_y(at, x[at] * gate);
  }
}`,
});
