// Global pooling, gradient: writes dx once from the numbers of its plane, without reading x.
import type { Kernel } from "@pleura/engine";
import { elementOf, type VectorWidth } from "../wgsl/vector-width.ts";

/**
 * dx[p] = davg / size + (p = position of the maximum ? dmax : 0).
 *
 * Grid: `block` pixels × channel × image; an invocation writes pixels 64 apart, which shares the
 * reads of its plane's numbers. Either part is left out when the loss does not depend on it.
 */
export const globalPoolGradient = (
  hasAverage: boolean,
  hasMax: boolean,
  width: VectorWidth,
): Kernel => ({
  name: `global_pool_gradient${hasAverage ? "_average" : ""}${hasMax ? "_max" : ""} ×${width}`,
  bindings: [
    ...(hasAverage ? [{ name: "daverage", element: "f32" }] : []),
    ...(hasMax
      ? [
          { name: "dmax", element: "f32" },
          { name: "position", element: "u32" },
        ]
      : []),
    { name: "dx", element: elementOf(width) },
  ],
  params: [
    { name: "size", type: "u32" },
    { name: "pixels", type: "u32" },
    { name: "block", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  stores: ["dx"],
  body: `fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let plane = group.z * groups.y + group.y;
  let start = plane * params.size;
  let shared_part = ${hasAverage ? "daverage[plane] / f32(params.pixels)" : "0.0"};
  let peak = shared_part + ${hasMax ? "dmax[plane]" : "0.0"};
  let chosen = ${hasMax ? "position[plane]" : "0xffffffffu"};
  let end = min(params.size, (group.x + 1u) * params.block);
  for (var pixel = group.x * params.block + lane; pixel < end; pixel += WORKGROUP_SIZE) {
    store_dx(start + pixel, select(${elementOf(width)}(shared_part), ${elementOf(width)}(peak), ${width === 4 ? "4u * pixel + vec4u(0u, 1u, 2u, 3u) == vec4u(chosen)" : "pixel == chosen"}));
  }
}`,
});
