// Kernel of the bias gradient: sums of parts of the planes of dy.
import { type Kernel, linearMain } from "@pleura/engine";

/** partial[(n · parts + part), o] = Σ dy[n,o,pixel] over the pixels of a part; one invocation each. */
export const planeSums: Kernel = {
  name: "conv2d bias gradient",
  bindings: [
    { name: "dy", element: "f32" },
    { name: "partial", element: "f32" },
  ],
  params: ["count", "co", "parts", "pixels", "pixels_per_part"].map(
    (name) => ({ name, type: "u32" }) as const,
  ),
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.count) { return; }
  let o = i % params.co;
  let part = (i / params.co) % params.parts;
  let image = i / (params.co * params.parts);
  let plane = (image * params.co + o) * params.pixels;
  let end = plane + min((part + 1u) * params.pixels_per_part, params.pixels);
  var sum = 0.0;
  for (var at = plane + part * params.pixels_per_part; at < end; at++) { sum += dy[at]; }
  partial[i] = sum;
}`,
};
