// Dropout: zeroes random elements and scales the rest; the same kernel is its gradient.
import { type Kernel, linearMain } from "@pleura/engine";
import { philoxText } from "./philox.wgsl.ts";

/**
 * y[i] = x[i] · scale where word i mod 4 of philox((⌊i/4⌋, step, 0, 0), (seed, salt)) ≥ threshold, else 0;
 * on a part of a batch ⌊i/4⌋ counts from the part's first group of four.
 *
 * An invocation draws four words for four neighbours. No mask is stored: forward and gradient draw it anew.
 */
export const dropoutKernel: Kernel = {
  name: "dropout",
  bindings: [
    { name: "x", element: "f32" },
    { name: "counter", element: "u32" },
    { name: "y", element: "f32" },
  ],
  params: [
    { name: "count", type: "u32" },
    { name: "first_group", type: "u32" },
    { name: "salt", type: "u32" },
    { name: "threshold", type: "u32" },
    { name: "scale", type: "f32" },
  ],
  workgroup: [64, 1, 1],
  stores: ["y"],
  body: `${philoxText}

${linearMain}
  let first = 4u * i;
  if (first >= params.count) { return; }
  let words = philox(vec4u(params.first_group + i, counter[1], 0u, 0u), vec2u(counter[0], params.salt));
  let factors = select(vec4f(), vec4f(params.scale), words >= vec4u(params.threshold));
  store_y(first, x[first] * factors.x);
  if (first + 1u < params.count) { store_y(first + 1u, x[first + 1u] * factors.y); }
  if (first + 2u < params.count) { store_y(first + 2u, x[first + 2u] * factors.z); }
  if (first + 3u < params.count) { store_y(first + 3u, x[first + 3u] * factors.w); }
}`,
};
