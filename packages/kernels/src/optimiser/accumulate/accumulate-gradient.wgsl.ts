// Adds a gradient to a running total in place, or begins the total with it.
import { type Kernel, linearMain } from "@pleura/engine";

/** total ← start ≠ 0 ? gradient : total + gradient; `width` is 4 when the number of elements allows vec4f, else 1. */
export const accumulateKernel = (width: 1 | 4): Kernel => {
  const element = width === 4 ? "vec4f" : "f32";
  return {
    name: `accumulate gradient ×${width}`,
    bindings: [
      { name: "gradient", element },
      { name: "start", element: "u32" },
      { name: "total", element },
    ],
    params: [{ name: "count", type: "u32" }],
    workgroup: [64, 1, 1],
    body: `${linearMain}
  if (i >= params.count) { return; }
  if (start[0] != 0u) {
    total[i] = gradient[i];
  } else {
    total[i] = total[i] + gradient[i];
  }
}`,
  };
};
