// One Adam step on every weight of a tensor, in place.
import { type Kernel, linearMain } from "@pleura/engine";

/**
 * m ← β1 m + (1 − β1) g, v ← β2 v + (1 − β2) g², w ← w − lr λ w − lr · (m / c1) / (√(v / c2) + ε).
 *
 * g is the gradient times `scale`. When scale is not finite nothing is written: a step whose gradient
 * norm overflowed must not reach weights or moments. The test reads the exponent bits, since WGSL may
 * assume that no value is infinite or NaN (WGSL spec, "Floating Point Evaluation").
 *
 * @param width 4 when the number of weights allows vec4f, else 1
 */
export const adamKernel = (width: 1 | 4): Kernel => {
  const element = width === 4 ? "vec4f" : "f32";
  return {
    name: `adam update ×${width}`,
    bindings: [
      { name: "gradient", element },
      { name: "hyper", element: "f32" },
      { name: "scale", element: "u32" },
      { name: "parameter", element },
      { name: "m", element },
      { name: "v", element },
    ],
    params: [
      { name: "count", type: "u32" },
      { name: "beta1", type: "f32" },
      { name: "beta2", type: "f32" },
      { name: "rest1", type: "f32" },
      { name: "rest2", type: "f32" },
      { name: "epsilon", type: "f32" },
      { name: "weight_decay", type: "f32" },
    ],
    workgroup: [64, 1, 1],
    body: `${linearMain}
  if (i >= params.count) { return; }
  let scale_bits = scale[0];
  if ((scale_bits & 0x7f800000u) == 0x7f800000u) { return; }
  let learning_rate = hyper[0];
  let g = gradient[i] * bitcast<f32>(scale_bits);
  let next_m = params.beta1 * m[i] + params.rest1 * g;
  let next_v = params.beta2 * v[i] + params.rest2 * (g * g);
  let root = sqrt(next_v) / sqrt(hyper[2]) + params.epsilon;
  let w = parameter[i];
  parameter[i] = w - (learning_rate * params.weight_decay) * w
    - (learning_rate / hyper[1]) * (next_m / root);
  m[i] = next_m;
  v[i] = next_v;
}`,
  };
};
