// Bilinear upsampling, gradient: one invocation gathers for one pixel of dx and four planes.
import type { Kernel } from "@pleura/engine";
import { bilinearTaps } from "./bilinear-taps.wgsl.ts";
import { fourPlanes, readFour, upsampleParams, writeFour } from "./four-planes.wgsl.ts";

/**
 * dx[s] = Σ share(i, s) · dy[i] over the output positions i that read s, in increasing order.
 *
 * i reads s when its position lies in (s − 1, s + 1), so i runs from ⌊((2s − 1)·out − in)/(2·in)⌋ + 1
 * to ⌈((2s + 3)·out − in)/(2·in)⌉ − 1; the first pixel also serves every i before, the last every i after.
 */
export const bilinearGradient: Kernel = {
  name: "upsample_bilinear_gradient",
  bindings: [
    { name: "dy", element: "f32" },
    { name: "dx", element: "f32" },
  ],
  params: upsampleParams,
  workgroup: [8, 8, 1],
  body: `${bilinearTaps}
${fourPlanes}
${readFour("dy")}
${writeFour("dx")}

fn begin_of(s: u32, length_in: u32, length_out: u32) -> u32 {
  if (s == 0u) { return 0u; }
  return ((2u * s - 1u) * length_out + length_in) / (2u * length_in);
}

fn end_of(s: u32, length_in: u32, length_out: u32) -> u32 {
  return min(length_out, ((2u * s + 3u) * length_out + length_in - 1u) / (2u * length_in));
}

fn share(i: u32, s: u32, length_in: u32, length_out: u32) -> f32 {
  let t = taps(i, length_in, length_out);
  return select(0.0, 1.0 - t.weight, t.low == s) + select(0.0, t.weight, t.high == s);
}

fn main(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) groups: vec3u) {
  if (at.x >= params.w || at.y >= params.h) { return; }
  let row_begin = begin_of(at.y, params.h, params.ho);
  let row_end = end_of(at.y, params.h, params.ho);
  let column_begin = begin_of(at.x, params.w, params.wo);
  let column_end = end_of(at.x, params.w, params.wo);
  for (var first = 4u * at.z; first < params.planes; first += 4u * groups.z) {
    let plane = four_planes(first);
    var sum = vec4f(0.0);
    for (var i = row_begin; i < row_end; i++) {
      let row_share = share(i, at.y, params.h, params.ho);
      let line = (plane * params.ho + i) * params.wo;
      for (var j = column_begin; j < column_end; j++) {
        sum += row_share * share(j, at.x, params.w, params.wo) * read_four(line + j);
      }
    }
    write_four((plane * params.h + at.y) * params.w + at.x, sum);
  }
}`,
};
