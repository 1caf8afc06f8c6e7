// Kernel that adds the partial sums of a split reduction, always in the same order.
import { type BufferRef, type Kernel, type Launch, linearGrid, linearMain } from "@pleura/engine";

/** total[i] = Σ over splits of partial[split · count + i]; one invocation per result. */
const sumPartialsKernel: Kernel = {
  name: "sum partials",
  bindings: [
    { name: "partial", element: "f32" },
    { name: "total", element: "f32" },
  ],
  params: [
    { name: "count", type: "u32" },
    { name: "splits", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  stores: ["total"],
  body: `${linearMain}
  if (i >= params.count) { return; }
  var sum = 0.0;
  for (var split = 0u; split < params.splits; split++) { sum += partial[split * params.count + i]; }
  store_total(i, sum);
}`,
};

/** Launch that reduces `partial` `[splits, count]` to `total` `[count]`. */
export function sumPartials(
  partial: BufferRef,
  total: BufferRef,
  count: number,
  splits: number,
): Launch {
  return {
    kernel: sumPartialsKernel,
    buffers: [partial, total],
    params: { count, splits },
    grid: linearGrid(Math.ceil(count / sumPartialsKernel.workgroup[0])),
    cost: { flops: count * splits, bytes: 4 * count * (splits + 1) },
  };
}
