// Pass 1 of the gradient norm: sums of squares of parts of one gradient, written to its own slots.
import { type Kernel, linearMain } from "@pleura/engine";

/** slots[offset + part] = Σ g², part p of P taking vectors p, p + P, …; `count` is in vectors. */
export const partialSquares = (width: 1 | 4): Kernel => ({
  name: `gradient norm squares ×${width}`,
  bindings: [
    { name: "gradient", element: width === 4 ? "vec4f" : "f32" },
    { name: "slots", element: "f32" },
  ],
  params: [
    { name: "count", type: "u32" },
    { name: "parts", type: "u32" },
    { name: "offset", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.parts) { return; }
  var sum = 0.0;
  for (var j = i; j < params.count; j += params.parts) {
    let g = gradient[j];
    sum += ${width === 4 ? "dot(g, g)" : "g * g"};
  }
  slots[params.offset + i] = sum;
}`,
});
