// Pass 2 of cross-entropy: the weighted mean of the rows.
import { type Kernel, linearMain } from "@pleura/engine";

/** loss = Σ loss_i / Σ w_label; a batch has few rows, so one invocation adds them in order. */
export const crossEntropyMean: Kernel = {
  name: "softmax cross-entropy mean",
  bindings: [
    { name: "rows", element: "vec2f" },
    { name: "loss", element: "f32" },
  ],
  params: [{ name: "count", type: "u32" }],
  workgroup: [1, 1, 1],
  body: `${linearMain}
  if (i > 0u) { return; }
  var sums = vec2f();
  for (var row = 0u; row < params.count; row++) { sums += rows[row]; }
  loss[0] = sums.x / sums.y;
}`,
};
