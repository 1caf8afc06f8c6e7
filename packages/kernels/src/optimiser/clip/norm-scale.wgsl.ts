// Pass 3 of the gradient norm: the norm and the factor that clips it.
import { type Kernel, linearMain } from "@pleura/engine";

/**
 * norm = √Σ sums; scale = max_norm / (norm + 10⁻⁶) where that is below 1, else 1; NaN for a non-finite norm.
 *
 * Scale is written as bits: a NaN constant is an error in WGSL, and comparisons may assume finite numbers
 * (WGSL spec, "Floating Point Evaluation"), so the norm is tested by its exponent.
 */
export const normScale: Kernel = {
  name: "gradient norm scale",
  bindings: [
    { name: "sums", element: "f32" },
    { name: "scale", element: "u32" },
    { name: "norm", element: "f32" },
  ],
  params: [
    { name: "parts", type: "u32" },
    { name: "is_limited", type: "u32" },
    { name: "max_norm", type: "f32" },
  ],
  workgroup: [1, 1, 1],
  body: `${linearMain}
  if (i > 0u) { return; }
  var sum = 0.0;
  for (var part = 0u; part < params.parts; part++) { sum += sums[part]; }
  let length = sqrt(sum);
  norm[0] = length;
  if ((bitcast<u32>(sum) & 0x7f800000u) == 0x7f800000u) {
    scale[0] = 0x7fc00000u;
    return;
  }
  let guarded = length + 1e-6;
  let is_clipped = params.is_limited == 1u && guarded > params.max_norm;
  scale[0] = bitcast<u32>(select(1.0, params.max_norm / guarded, is_clipped));
}`,
};
