// Nearest-neighbour upsampling, forward: one invocation per output pixel and four planes.
import type { Kernel } from "@pleura/engine";
import { fourPlanes, readFour, upsampleParams, writeFour } from "./four-planes.wgsl.ts";

/** y[i] = x[⌊i·in/out⌋] along both axes; grid: column, row, planes by four. */
export const nearestForward: Kernel = {
  name: "upsample_nearest_forward",
  bindings: [
    { name: "x", element: "f32" },
    { name: "y", element: "f32" },
  ],
  params: upsampleParams,
  workgroup: [8, 8, 1],
  body: `${fourPlanes}
${readFour("x")}
${writeFour("y")}

fn main(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) groups: vec3u) {
  if (at.x >= params.wo || at.y >= params.ho) { return; }
  let column = at.x * params.w / params.wo;
  let row = at.y * params.h / params.ho;
  for (var first = 4u * at.z; first < params.planes; first += 4u * groups.z) {
    let plane = four_planes(first);
    let value = read_four((plane * params.h + row) * params.w + column);
    write_four((plane * params.ho + at.y) * params.wo + at.x, value);
  }
}`,
};
