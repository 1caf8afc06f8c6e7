// From the norm of scaled gradients to the norm of the true ones and the optimiser's factor.
import { type Kernel, linearMain } from "@pleura/engine";

/**
 * norm' = norm / S; factor = min(1, max_norm / (norm' + 10⁻⁶)) / S, or NaN for a non-finite norm.
 *
 * Both are written as bits, and the norm is tested by its exponent, for the reasons of the gradient norm's own kernel.
 */
export const unscaleNormKernel: Kernel = {
  name: "loss scale unscale",
  bindings: [
    { name: "norm", element: "u32" },
    { name: "loss_scale", element: "f32" },
    { name: "factor", element: "u32" },
    { name: "true_norm", element: "u32" },
  ],
  params: [
    { name: "is_limited", type: "u32" },
    { name: "max_norm", type: "f32" },
  ],
  workgroup: [1, 1, 1],
  body: `${linearMain}
  if (i > 0u) { return; }
  let bits = norm[0];
  if ((bits & 0x7f800000u) == 0x7f800000u) {
    factor[0] = 0x7fc00000u;
    true_norm[0] = bits;
    return;
  }
  let length = bitcast<f32>(bits) / loss_scale[0];
  let guarded = length + 1e-6;
  let is_clipped = params.is_limited == 1u && guarded > params.max_norm;
  let clip = select(1.0, params.max_norm / guarded, is_clipped);
  factor[0] = bitcast<u32>(clip / loss_scale[0]);
  true_norm[0] = bitcast<u32>(length);
}`,
};
