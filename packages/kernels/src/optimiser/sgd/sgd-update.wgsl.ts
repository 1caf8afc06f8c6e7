// One step of gradient descent with momentum on every weight of a tensor, in place.
import { type Kernel, linearMain } from "@pleura/engine";

/**
 * d = scale · g + λ w, b ← μ b + d, w ← w − lr · (nesterov ? d + μ b : b).
 *
 * Nothing is written when scale is not finite; the test reads its exponent bits (WGSL spec, "Floating Point
 * Evaluation"). `width` is 4 when the number of weights allows vec4f, else 1.
 */
export const sgdKernel = (width: 1 | 4): Kernel => {
  const element = width === 4 ? "vec4f" : "f32";
  return {
    name: `sgd update ×${width}`,
    bindings: [
      { name: "gradient", element },
      { name: "hyper", element: "f32" },
      { name: "scale", element: "u32" },
      { name: "parameter", element },
      { name: "velocity", element },
    ],
    params: [
      { name: "count", type: "u32" },
      { name: "momentum", type: "f32" },
      { name: "weight_decay", type: "f32" },
      { name: "is_nesterov", type: "u32" },
    ],
    workgroup: [64, 1, 1],
    body: `${linearMain}
  if (i >= params.count) { return; }
  let scale_bits = scale[0];
  if ((scale_bits & 0x7f800000u) == 0x7f800000u) { return; }
  let w = parameter[i];
  let descent = gradient[i] * bitcast<f32>(scale_bits) + params.weight_decay * w;
  let next = params.momentum * velocity[i] + descent;
  let ahead = select(next, descent + params.momentum * next, params.is_nesterov == 1u);
  parameter[i] = w - hyper[0] * ahead;
  velocity[i] = next;
}`,
  };
};
