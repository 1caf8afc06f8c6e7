// Gradient pass 1 of cross-entropy: the sum of the labels' weights, which divides the mean.
import { type Kernel, linearMain } from "@pleura/engine";

/** sum = Σ_i w_label(i), one invocation. */
export const crossEntropyWeightSum: Kernel = {
  name: "softmax cross-entropy weight sum",
  bindings: [
    { name: "labels", element: "u32" },
    { name: "weights", element: "f32" },
    { name: "sum", element: "f32" },
  ],
  params: [{ name: "count", type: "u32" }],
  workgroup: [1, 1, 1],
  body: `${linearMain}
  if (i > 0u) { return; }
  var total = 0.0;
  for (var row = 0u; row < params.count; row++) { total += weights[labels[row]]; }
  sum[0] = total;
}`,
};
