// Adds the parts of each channel to the gradients of scale and shift.
import { type Kernel, linearMain } from "@pleura/engine";

/** dgamma[c] = Σ dy · x̂ and dbeta[c] = Σ dy over images and parts. One invocation per channel. */
export const parameterGradient: Kernel = {
  name: "normalisation parameter gradient",
  bindings: [
    { name: "partial", element: "vec2f" },
    { name: "dgamma", element: "f32" },
    { name: "dbeta", element: "f32" },
  ],
  params: [
    { name: "images", type: "u32" },
    { name: "channels", type: "u32" },
    { name: "parts", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.channels) { return; }
  var sums = vec2f();
  for (var image = 0u; image < params.images; image++) {
    let start = (image * params.channels + i) * params.parts;
    var plane_sums = vec2f();
    for (var part = 0u; part < params.parts; part++) { plane_sums += partial[start + part]; }
    sums += plane_sums;
  }
  dbeta[i] = sums.x;
  dgamma[i] = sums.y;
}`,
};
