// Pass 1 of cross-entropy: the loss of each row and the weight of its label.
import { type Kernel, linearMain } from "@pleura/engine";

/**
 * rows[i] = (loss_i, w_label), one invocation per row.
 *
 * log p_c = x_c − max − ln Σ e^(x − max): the shift by the maximum keeps e^x finite.
 * loss_i = −(1 − s) w_label log p_label − s/k Σ_c w_c log p_c, s the label smoothing.
 * A label outside the classes gives NaN rather than a neighbour's number.
 */
export const crossEntropyRows: Kernel = {
  name: "softmax cross-entropy rows",
  bindings: [
    { name: "logits", element: "f32" },
    { name: "labels", element: "u32" },
    { name: "weights", element: "f32" },
    { name: "rows", element: "vec2f" },
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
  if (label >= params.classes) {
    rows[i] = vec2f(bitcast<f32>(label | 0x7fc00000u));
    return;
  }
  var top = logits[start];
  for (var c = 1u; c < params.classes; c++) { top = max(top, logits[start + c]); }
  var sum = 0.0;
  for (var c = 0u; c < params.classes; c++) { sum += exp(logits[start + c] - top); }
  let log_sum = log(sum);
  let weight = weights[label];
  var loss = (1.0 - params.smoothing) * weight * (log_sum - (logits[start + label] - top));
  if (params.smoothing > 0.0) {
    var spread = 0.0;
    for (var c = 0u; c < params.classes; c++) {
      spread += weights[c] * (log_sum - (logits[start + c] - top));
    }
    loss += params.smoothing / f32(params.classes) * spread;
  }
  rows[i] = vec2f(loss, weight);
}`,
};
