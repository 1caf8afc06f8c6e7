// Gradient of softmax, from its output.
import { type Kernel, linearMain } from "@pleura/engine";

/** dx_c = y_c (dy_c − Σ_j y_j dy_j). One invocation per row. */
export const softmaxGradient: Kernel = {
  name: "softmax gradient",
  bindings: [
    { name: "y", element: "f32" },
    { name: "dy", element: "f32" },
    { name: "dx", element: "f32" },
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
  var inner = 0.0;
  for (var j = start; j < end; j++) { inner += y[j] * dy[j]; }
  for (var j = start; j < end; j++) { dx[j] = y[j] * (dy[j] - inner); }
}`,
};
