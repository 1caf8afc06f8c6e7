// Pass 2 of the gradient norm: joins all slots to a few sums.
import { type Kernel, linearMain } from "@pleura/engine";

/** sums[p] = Σ slots[p + k · parts]. */
export const joinSlots: Kernel = {
  name: "gradient norm join",
  bindings: [
    { name: "slots", element: "f32" },
    { name: "sums", element: "f32" },
  ],
  params: [
    { name: "count", type: "u32" },
    { name: "parts", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.parts) { return; }
  var sum = 0.0;
  for (var j = i; j < params.count; j += params.parts) { sum += slots[j]; }
  sums[i] = sum;
}`,
};
