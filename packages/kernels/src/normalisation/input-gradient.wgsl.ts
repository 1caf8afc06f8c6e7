// Gradient of a normalisation with respect to x, through x itself and through its mean and variance.
import { type Kernel, linearMain } from "@pleura/engine";
import { elementOf, type VectorWidth } from "../wgsl/vector-width.ts";

/**
 * dx = (γ·dy − mean(γ·dy) − x̂ · mean(γ·dy·x̂)) / √(variance + ε), means over the segment.
 *
 * Ioffe & Szegedy 2015, sec. 3, with the three chained terms collected.
 * One invocation serves about 8 vectors of one plane, as in the forward pass.
 */
export const inputGradient = (width: VectorWidth): Kernel => ({
  name: `normalisation input gradient ×${width}`,
  bindings: [
    { name: "dy", element: elementOf(width) },
    { name: "x", element: elementOf(width) },
    { name: "gamma", element: "f32" },
    { name: "mean", element: "f32" },
    { name: "variance", element: "f32" },
    { name: "means", element: "vec2f" },
    { name: "dx", element: elementOf(width) },
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
  stores: ["dx"],
  body: `${linearMain}
  if (i >= params.planes * params.parts) { return; }
  let plane = i / params.parts;
  let segment = (plane % params.stride) / params.run;
  let scale = 1.0 / sqrt(variance[segment] + params.epsilon);
  let centre = mean[segment];
  let factor = gamma[plane % params.channels];
  let mean_sums = means[segment];
  let start = plane * params.plane;
  for (var j = start + i % params.parts; j < start + params.plane; j += params.parts) {
    let normalised = (x[j] - centre) * scale;
    store_dx(j, (factor * dy[j] - mean_sums.x - normalised * mean_sums.y) * scale);
  }
}`,
});
