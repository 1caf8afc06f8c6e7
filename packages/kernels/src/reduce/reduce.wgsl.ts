// Kernels of reductions over the middle axis of [outer, length, inner].
import { type Kernel, linearMain } from "@pleura/engine";
import { exceedsFunction } from "../wgsl/exceeds.wgsl.ts";

/** How two partial results join, the value they start from, and how the last stage scales them. */
export type Reduction = "sum" | "max";

const joins = { sum: "total + value", max: "select(total, value, exceeds(value, total))" };
const starts = { sum: "0.0", max: "-3.4028234e38" };

/**
 * y[o, k, i] = join of x[o, r, i] over r in [k·chunk, min((k+1)·chunk, length)), times `scale`.
 *
 * One invocation walks one chunk serially: neighbouring invocations read neighbouring addresses when
 * inner > 1, and no barrier is needed, which is what CPU adapters want. Long reductions run in two
 * launches of this kernel; the order of additions is fixed by `chunk`, so results repeat bit for bit.
 */
export function reduceForward(reduction: Reduction): Kernel {
  return {
    name: `reduce.forward ${reduction}`,
    bindings: [
      { name: "x", element: "f32" },
      { name: "y", element: "f32" },
    ],
    params: [
      { name: "count", type: "u32" },
      { name: "length", type: "u32" },
      { name: "inner", type: "u32" },
      { name: "chunk", type: "u32" },
      { name: "chunks", type: "u32" },
      { name: "scale", type: "f32" },
    ],
    workgroup: [64, 1, 1],
    stores: ["y"],
    body: `${reduction === "max" ? exceedsFunction : ""}
${linearMain}
  if (i >= params.count) { return; }
  let column = i % params.inner;
  let row = i / params.inner;
  let k = row % params.chunks;
  let o = row / params.chunks;
  let begin = k * params.chunk;
  let end = min(begin + params.chunk, params.length);
  var total = ${starts[reduction]};
  for (var r = begin; r < end; r++) {
    let value = x[(o * params.length + r) * params.inner + column];
    total = ${joins[reduction]};
  }
  store_y(i, total * params.scale);
}`,
  };
}

/** dx[o, r, i] = dy[o, i] where r is the first index of the maximum, else 0. One invocation per (o, i). */
export const reduceMaxGradient: Kernel = {
  name: "reduce.gradient max",
  bindings: [
    { name: "x", element: "f32" },
    { name: "dy", element: "f32" },
    { name: "dx", element: "f32" },
  ],
  params: [
    { name: "count", type: "u32" },
    { name: "length", type: "u32" },
    { name: "inner", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.count) { return; }
  let first = (i / params.inner) * params.length * params.inner + i % params.inner;
  var most = x[first];
  var at = 0u;
  for (var r = 1u; r < params.length; r++) {
    let value = x[first + r * params.inner];
    if (value > most) { most = value; at = r; }
  }
  for (var r = 0u; r < params.length; r++) {
    dx[first + r * params.inner] = select(0.0, dy[i], r == at);
  }
}`,
};
