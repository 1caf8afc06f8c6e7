// Normalises every element with the mean and variance of its segment.
import { type Kernel, linearMain } from "@pleura/engine";
import { elementOf, type VectorWidth } from "./norm-layout.ts";

/** y = (x − mean) / √(variance + ε) · gamma + beta. Element index → plane → segment and channel. */
export const normalise = (width: VectorWidth): Kernel => ({
  name: `normalise ×${width}`,
  bindings: [
    { name: "x", element: elementOf(width) },
    { name: "gamma", element: "f32" },
    { name: "beta", element: "f32" },
    { name: "mean", element: "f32" },
    { name: "variance", element: "f32" },
    { name: "y", element: elementOf(width) },
  ],
  params: [
    { name: "count", type: "u32" },
    { name: "plane", type: "u32" },
    { name: "channels", type: "u32" },
    { name: "run", type: "u32" },
    { name: "stride", type: "u32" },
    { name: "epsilon", type: "f32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.count) { return; }
  let plane = i / params.plane;
  let segment = (plane % params.stride) / params.run;
  let channel = plane % params.channels;
  let scale = gamma[channel] / sqrt(variance[segment] + params.epsilon);
  y[i] = (x[i] - mean[segment]) * scale + beta[channel];
}`,
});
