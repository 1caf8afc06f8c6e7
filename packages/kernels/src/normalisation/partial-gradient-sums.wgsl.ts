// Pass 1 of the gradients: Σ dy and Σ dy · x̂ of every part of every plane.
import { type Kernel, linearMain } from "@pleura/engine";
import { elementOf, totalText, type VectorWidth } from "../wgsl/vector-width.ts";

/**
 * partial[plane, part] = (Σ dy, Σ dy · x̂), x̂ = (x − mean) / √(variance + ε).
 *
 * Both sums serve every gradient of a normalisation, so x and dy are read for sums only once.
 * Part p of P takes vectors p, p + P, … of its plane. Sizes are in vectors.
 */
export const partialGradientSums = (width: VectorWidth): Kernel => ({
  name: `partial gradient sums ×${width}`,
  bindings: [
    { name: "dy", element: elementOf(width) },
    { name: "x", element: elementOf(width) },
    { name: "mean", element: "f32" },
    { name: "variance", element: "f32" },
    { name: "partial", element: "vec2f" },
  ],
  params: [
    { name: "planes", type: "u32" },
    { name: "parts", type: "u32" },
    { name: "plane", type: "u32" },
    { name: "run", type: "u32" },
    { name: "stride", type: "u32" },
    { name: "epsilon", type: "f32" },
  ],
  workgroup: [64, 1, 1],
  body: `${totalText(width)}

${linearMain}
  if (i >= params.planes * params.parts) { return; }
  let plane = i / params.parts;
  let part = i % params.parts;
  let segment = (plane % params.stride) / params.run;
  let centre = mean[segment];
  var sums = ${elementOf(width)}();
  var products = ${elementOf(width)}();
  let start = plane * params.plane;
  for (var j = start + part; j < start + params.plane; j += params.parts) {
    let gradient = dy[j];
    sums += gradient;
    products += gradient * (x[j] - centre);
  }
  let scale = 1.0 / sqrt(variance[segment] + params.epsilon);
  partial[i] = vec2f(total(sums), total(products) * scale);
}`,
});
