// Nearest-neighbour upsampling by a whole factor, both passes: one invocation per pixel of x.
import type { Kernel } from "@pleura/engine";
import { upsampleParams } from "./four-planes.wgsl.ts";

const kernel = (
  pass: string,
  factor: number,
  [source, target]: readonly [string, string],
  each: string,
): Kernel => ({
  name: `upsample_nearest_${pass}_by_${factor}`,
  bindings: [
    { name: source, element: "f32" },
    { name: target, element: "f32" },
  ],
  params: upsampleParams,
  workgroup: [8, 8, 1],
  stores: [target],
  body: `const FACTOR = ${factor}u;

fn main(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) groups: vec3u) {
  if (at.x >= params.w || at.y >= params.h) { return; }
  for (var plane = at.z; plane < params.planes; plane += groups.z) {
    let small = (plane * params.h + at.y) * params.w + at.x;
    let corner = ((plane * params.h + at.y) * params.wo + at.x) * FACTOR;
${each}
  }
}`,
});

/**
 * y gets each pixel of x in a square of factor × factor: one read and factor² writes, where the
 * kernel for any size reads as often as it writes. The loops have fixed bounds and are unrolled.
 */
export const wholeFactorForward = (factor: number): Kernel =>
  kernel(
    "forward",
    factor,
    ["x", "y"],
    `    let value = x[small];
    for (var u = 0u; u < FACTOR; u++) {
      for (var v = 0u; v < FACTOR; v++) {
        store_y(corner + u * params.wo + v, value);
      }
    }`,
  );

/** dx sums a square of factor × factor pixels of dy in row-major order. */
export const wholeFactorGradient = (factor: number): Kernel =>
  kernel(
    "gradient",
    factor,
    ["dy", "dx"],
    `    var sum = 0.0;
    for (var u = 0u; u < FACTOR; u++) {
      for (var v = 0u; v < FACTOR; v++) {
        sum += dy[corner + u * params.wo + v];
      }
    }
    store_dx(small, sum);`,
  );
