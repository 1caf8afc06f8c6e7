// Adds the parts of each segment, weighted by gamma: what the gradient of x needs of mean and variance.
import { type Kernel, linearMain } from "@pleura/engine";

/** sums[s] = (mean of γ·dy, mean of γ·dy·x̂) over segment s. One invocation per segment. */
export const segmentGradientSums: Kernel = {
  name: "normalisation segment sums",
  bindings: [
    { name: "partial", element: "vec2f" },
    { name: "gamma", element: "f32" },
    { name: "sums", element: "vec2f" },
  ],
  params: [
    { name: "segments", type: "u32" },
    { name: "run", type: "u32" },
    { name: "runs", type: "u32" },
    { name: "stride", type: "u32" },
    { name: "parts", type: "u32" },
    { name: "channels", type: "u32" },
    { name: "length", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.segments) { return; }
  var total = vec2f();
  for (var run = 0u; run < params.runs; run++) {
    let first = run * params.stride + i * params.run;
    for (var plane = first; plane < first + params.run; plane++) {
      var plane_sums = vec2f();
      for (var part = 0u; part < params.parts; part++) {
        plane_sums += partial[plane * params.parts + part];
      }
      total += gamma[plane % params.channels] * plane_sums;
    }
  }
  sums[i] = total / f32(params.length);
}`,
};
