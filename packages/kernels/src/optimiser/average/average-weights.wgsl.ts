// Moves the running average of weights towards the weights, in place.
import { type Kernel, linearMain } from "@pleura/engine";

/** average ← average + rate · (weight − average); `width` is 4 when the number of elements allows vec4f, else 1. */
export const averageKernel = (width: 1 | 4): Kernel => {
  const element = width === 4 ? "vec4f" : "f32";
  return {
    name: `average weights ×${width}`,
    bindings: [
      { name: "weight", element },
      { name: "rate", element: "f32" },
      { name: "average", element },
    ],
    params: [{ name: "count", type: "u32" }],
    workgroup: [64, 1, 1],
    body: `${linearMain}
  if (i >= params.count) { return; }
  let old = average[i];
  average[i] = old + rate[0] * (weight[i] - old);
}`,
  };
};
