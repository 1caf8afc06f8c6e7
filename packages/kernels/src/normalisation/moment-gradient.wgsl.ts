// Adds the gradient that arrives at the mean and variance outputs themselves.
import { type Kernel, linearMain } from "@pleura/engine";

/** dx = base + dmean / N + dvariance · 2 (x − mean) / N, N elements per segment. */
export const momentGradient: Kernel = {
  name: "moment gradient",
  bindings: [
    { name: "base", element: "f32" },
    { name: "x", element: "f32" },
    { name: "mean", element: "f32" },
    { name: "dmean", element: "f32" },
    { name: "dvariance", element: "f32" },
    { name: "dx", element: "f32" },
  ],
  params: [
    { name: "count", type: "u32" },
    { name: "plane", type: "u32" },
    { name: "run", type: "u32" },
    { name: "stride", type: "u32" },
    { name: "length", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  stores: ["dx"],
  body: `${linearMain}
  if (i >= params.count) { return; }
  let segment = ((i / params.plane) % params.stride) / params.run;
  let moved = dmean[segment] + 2.0 * dvariance[segment] * (x[i] - mean[segment]);
  store_dx(i, base[i] + moved / f32(params.length));
}`,
};
