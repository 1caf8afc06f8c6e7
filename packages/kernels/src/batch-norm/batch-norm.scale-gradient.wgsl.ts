// Gradient of inference batch norm with respect to x: one factor per channel.
import { type Kernel, linearMain } from "@pleura/engine";
import { elementOf, type VectorWidth } from "../normalisation/norm-layout.ts";

/** dx = dy · gamma / √(variance + ε). */
export const batchNormScaleGradient = (width: VectorWidth): Kernel => ({
  name: `batch norm scale gradient ×${width}`,
  bindings: [
    { name: "dy", element: elementOf(width) },
    { name: "gamma", element: "f32" },
    { name: "variance", element: "f32" },
    { name: "dx", element: elementOf(width) },
  ],
  params: [
    { name: "count", type: "u32" },
    { name: "plane", type: "u32" },
    { name: "channels", type: "u32" },
    { name: "epsilon", type: "f32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.count) { return; }
  let channel = (i / params.plane) % params.channels;
  dx[i] = dy[i] * (gamma[channel] / sqrt(variance[channel] + params.epsilon));
}`,
});
