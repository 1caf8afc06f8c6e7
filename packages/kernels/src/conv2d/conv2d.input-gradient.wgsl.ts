// Kernel of the input gradient for strides above 1: each input pixel gathers what it contributed to.
import { type Kernel, linearMain } from "@pleura/engine";

const u32Names = ["count", "ci", "h", "w", "co", "kh", "kw", "oh", "ow", "stride"];

/**
 * dx[n,c,i,j] = Σ dy[n,o,(i+top−u)/s,(j+left−v)/s] · w[o,c,u,v]
 *
 * One invocation per input pixel. Only taps whose quotient is exact and inside dy count, so nothing is
 * scattered and the order of the sum is fixed.
 */
export const conv2dInputGradientStrided: Kernel = {
  name: "conv2d input gradient strided",
  bindings: ["dy", "w", "dx"].map((name) => ({ name, element: "f32" })),
  params: [
    ...u32Names.map((name) => ({ name, type: "u32" }) as const),
    { name: "pad_top", type: "u32" },
    { name: "pad_left", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  stores: ["dx"],
  body: `${linearMain}
  if (i >= params.count) { return; }
  let column = i % params.w + params.pad_left;
  let row = (i / params.w) % params.h + params.pad_top;
  let c = (i / (params.w * params.h)) % params.ci;
  let image = i / (params.w * params.h * params.ci);
  let taps = params.kh * params.kw;
  var sum = 0.0;
  for (var u = 0u; u < params.kh; u++) {
    if (row < u || (row - u) % params.stride != 0u) { continue; }
    let out_row = (row - u) / params.stride;
    if (out_row >= params.oh) { continue; }
    for (var v = 0u; v < params.kw; v++) {
      if (column < v || (column - v) % params.stride != 0u) { continue; }
      let out_column = (column - v) / params.stride;
      if (out_column >= params.ow) { continue; }
      let first = (image * params.co * params.oh + out_row) * params.ow + out_column;
      let tap = c * taps + u * params.kw + v;
      for (var o = 0u; o < params.co; o++) {
        sum = fma(dy[first + o * params.oh * params.ow], w[tap + o * params.ci * taps], sum);
      }
    }
  }
  store_dx(i, sum);
}`,
};
