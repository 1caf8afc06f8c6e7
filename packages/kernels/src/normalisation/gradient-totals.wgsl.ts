// Pass 2 of the gradients: adds the parts, per segment for x and per channel for scale and shift, in one launch.
import { type Kernel, linearMain } from "@pleura/engine";

/**
 * means[s] = (mean of γ·dy, mean of γ·dy·x̂) over segment s; dgamma[c] = Σ dy · x̂ and dbeta[c] = Σ dy.
 *
 * One invocation per segment, then one per channel; each adds planes and parts in their order.
 */
export const gradientTotals: Kernel = {
  name: "normalisation gradient totals",
  bindings: [
    { name: "partial", element: "vec2f" },
    { name: "gamma", element: "f32" },
    { name: "means", element: "vec2f" },
    { name: "dgamma", element: "f32" },
    { name: "dbeta", element: "f32" },
  ],
  params: ["segments", "run", "runs", "stride", "parts", "images", "channels", "length"].map(
    (name) => ({ name, type: "u32" }) as const,
  ),
  workgroup: [64, 1, 1],
  body: `fn plane_sums(plane: u32) -> vec2f {
  var sums = vec2f();
  for (var part = 0u; part < params.parts; part++) { sums += partial[plane * params.parts + part]; }
  return sums;
}

${linearMain}
  if (i < params.segments) {
    var total = vec2f();
    for (var run = 0u; run < params.runs; run++) {
      let first = run * params.stride + i * params.run;
      for (var plane = first; plane < first + params.run; plane++) {
        total += gamma[plane % params.channels] * plane_sums(plane);
      }
    }
    means[i] = total / f32(params.length);
    return;
  }
  let channel = i - params.segments;
  if (channel >= params.channels) { return; }
  var sums = vec2f();
  for (var image = 0u; image < params.images; image++) {
    sums += plane_sums(image * params.channels + channel);
  }
  dbeta[channel] = sums.x;
  dgamma[channel] = sums.y;
}`,
};
