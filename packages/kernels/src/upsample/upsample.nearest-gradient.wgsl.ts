// Nearest-neighbour upsampling, gradient: one invocation sums the copies of one pixel, for four planes.
import type { Kernel } from "@pleura/engine";
import { fourPlanes, readFour, upsampleParams, writeFour } from "./four-planes.wgsl.ts";

/** dx[s] = Σ dy[i] over ⌈s·out/in⌉ ≤ i < ⌈(s + 1)·out/in⌉ along both axes, in increasing order. */
export const nearestGradient: Kernel = {
  name: "upsample_nearest_gradient",
  bindings: [
    { name: "dy", element: "f32" },
    { name: "dx", element: "f32" },
  ],
  params: upsampleParams,
  workgroup: [8, 8, 1],
  body: `${fourPlanes}
${readFour("dy")}
${writeFour("dx")}

fn begin_of(s: u32, length_in: u32, length_out: u32) -> u32 {
  return (s * length_out + length_in - 1u) / length_in;
}

fn main(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) groups: vec3u) {
  if (at.x >= params.w || at.y >= params.h) { return; }
  let row_begin = begin_of(at.y, params.h, params.ho);
  let row_end = begin_of(at.y + 1u, params.h, params.ho);
  let column_begin = begin_of(at.x, params.w, params.wo);
  let column_end = begin_of(at.x + 1u, params.w, params.wo);
  for (var first = 4u * at.z; first < params.planes; first += 4u * groups.z) {
    let plane = four_planes(first);
    var sum = vec4f(0.0);
    for (var i = row_begin; i < row_end; i++) {
      let line = (plane * params.ho + i) * params.wo;
      for (var j = column_begin; j < column_end; j++) {
        sum += read_four(line + j);
      }
    }
    write_four((plane * params.h + at.y) * params.w + at.x, sum);
  }
}`,
};
