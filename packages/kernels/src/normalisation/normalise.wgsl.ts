// Normalises every element with the mean and variance of its segment.
import { type Kernel, linearMain } from "@pleura/engine";
import { elementOf, type VectorWidth } from "../wgsl/vector-width.ts";

/**
 * y = (x − mean) / √(variance + ε) · gamma + beta.
 *
 * One invocation serves about 8 vectors of one plane, so that the plane's factor, offset and the divisions
 * that find them are paid once. Part p of P takes vectors p, p + P, …
 */
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
    { name: "planes", type: "u32" },
    { name: "parts", type: "u32" },
    { name: "plane", type: "u32" },
    { name: "channels", type: "u32" },
    { name: "run", type: "u32" },
    { name: "stride", type: "u32" },
    { name: "epsilon", type: "f32" },
  ],
  workgroup: [64, 1, 1],
  stores: ["y"],
  body: `${linearMain}
  if (i >= params.planes * params.parts) { return; }
  let plane = i / params.parts;
  let segment = (plane % params.stride) / params.run;
  let channel = plane % params.channels;
  let scale = gamma[channel] / sqrt(variance[segment] + params.epsilon);
  let centre = mean[segment];
  let shift = beta[channel];
  let start = plane * params.plane;
  for (var j = start + i % params.parts; j < start + params.plane; j += params.parts) {
    store_y(j, (x[j] - centre) * scale + shift);
  }
}`,
});
