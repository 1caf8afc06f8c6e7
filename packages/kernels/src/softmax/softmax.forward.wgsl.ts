// Softmax of each row.
import { type Kernel, linearMain } from "@pleura/engine";

/** y_c = e^(x_c − max) / Σ e^(x − max): shifted so that no exponential overflows. One invocation per row. */
export const softmaxForward: Kernel = {
  name: "softmax forward",
  bindings: [
    { name: "x", element: "f32" },
    { name: "y", element: "f32" },
  ],
  params: [
    { name: "rows", type: "u32" },
    { name: "classes", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.rows) { return; }
  let start = i * params.classes;
  let end = start + params.classes;
  var top = x[start];
  for (var j = start + 1u; j < end; j++) { top = max(top, x[j]); }
  var sum = 0.0;
  for (var j = start; j < end; j++) {
    let power = exp(x[j] - top);
    y[j] = power;
    sum += power;
  }
  for (var j = start; j < end; j++) { y[j] = y[j] / sum; }
}`,
};
