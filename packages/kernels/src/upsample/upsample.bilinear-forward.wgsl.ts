// Bilinear upsampling, forward: one invocation per output pixel and four planes.
import type { Kernel } from "@pleura/engine";
import { bilinearTaps } from "./bilinear-taps.wgsl.ts";
import { fourPlanes, readFour, upsampleParams, writeFour } from "./four-planes.wgsl.ts";

/** Mixes the four nearest pixels of x; grid: column, row, planes by four. */
export const bilinearForward: Kernel = {
  name: "upsample_bilinear_forward",
  bindings: [
    { name: "x", element: "f32" },
    { name: "y", element: "f32" },
  ],
  params: upsampleParams,
  workgroup: [8, 8, 1],
  body: `${bilinearTaps}
${fourPlanes}
${readFour("x")}
${writeFour("y")}

fn main(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) groups: vec3u) {
  if (at.x >= params.wo || at.y >= params.ho) { return; }
  let column = taps(at.x, params.w, params.wo);
  let row = taps(at.y, params.h, params.ho);
  for (var first = 4u * at.z; first < params.planes; first += 4u * groups.z) {
    let plane = four_planes(first);
    let top = (plane * params.h + row.low) * params.w;
    let bottom = (plane * params.h + row.high) * params.w;
    let upper = mix(read_four(top + column.low), read_four(top + column.high), column.weight);
    let lower = mix(read_four(bottom + column.low), read_four(bottom + column.high), column.weight);
    write_four((plane * params.ho + at.y) * params.wo + at.x, mix(upper, lower, row.weight));
  }
}`,
};
