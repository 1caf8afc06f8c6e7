// Gradient of inference batch norm with respect to x: one factor per channel.
import { type Kernel, linearMain } from "@pleura/engine";
import { elementOf, type VectorWidth } from "../wgsl/vector-width.ts";

/** dx = dy · gamma / √(variance + ε). One invocation serves about 8 vectors of one plane. */
export const batchNormScaleGradient = (width: VectorWidth): Kernel => ({
  name: `batch norm scale gradient ×${width}`,
  bindings: [
    { name: "dy", element: elementOf(width) },
    { name: "gamma", element: "f32" },
    { name: "variance", element: "f32" },
    { name: "dx", element: elementOf(width) },
  ],
  params: [
    { name: "planes", type: "u32" },
    { name: "parts", type: "u32" },
    { name: "plane", type: "u32" },
    { name: "channels", type: "u32" },
    { name: "epsilon", type: "f32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.planes * params.parts) { return; }
  let plane = i / params.parts;
  let channel = plane % params.channels;
  let scale = gamma[channel] / sqrt(variance[channel] + params.epsilon);
  let start = plane * params.plane;
  for (var j = start + i % params.parts; j < start + params.plane; j += params.parts) {
    dx[j] = dy[j] * scale;
  }
}`,
});
