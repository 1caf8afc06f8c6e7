// Gradient pass 2 of cross-entropy: softmax minus target, row by row.
import { type Kernel, linearMain } from "@pleura/engine";

/**
 * dx_c = dloss / W · ((1 − s) w_label (p_c − [c = label]) + s/k (p_c Σ_j w_j − w_c)), W = Σ_i w_label(i).
 *
 * One invocation per row; p is computed anew, as storing it would cost as much as the few exponentials.
 */
export const crossEntropyGradient: Kernel = {
  name: "softmax cross-entropy gradient",
  bindings: [
    { name: "logits", element: "f32" },
    { name: "labels", element: "u32" },
    { name: "weights", element: "f32" },
    { name: "weight_sum", element: "f32" },
    { name: "dloss", element: "f32" },
    { name: "dx", element: "f32" },
  ],
  params: [
    { name: "count", type: "u32" },
    { name: "classes", type: "u32" },
    { name: "smoothing", type: "f32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.count) { return; }
  let start = i * params.classes;
  let label = labels[i];
  var top = logits[start];
  for (var c = 1u; c < params.classes; c++) { top = max(top, logits[start + c]); }
  var sum = 0.0;
  var all_weights = 0.0;
  for (var c = 0u; c < params.classes; c++) {
    sum += exp(logits[start + c] - top);
    all_weights += weights[c];
  }
  let scale = dloss[0] / weight_sum[0];
  let sharp = (1.0 - params.smoothing) * weights[label];
  let even = params.smoothing / f32(params.classes);
  for (var c = 0u; c < params.classes; c++) {
    let p = exp(logits[start + c] - top) / sum;
    let target_share = select(0.0, 1.0, c == label);
    dx[start + c] = scale * (sharp * (p - target_share) + even * (p * all_weights - weights[c]));
  }
}`,
};
