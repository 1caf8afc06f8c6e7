// Kernel that adds the partial sums of a filter gradient and of its bias gradient in one launch.
import { type BufferRef, type Kernel, type Launch, linearGrid, linearMain } from "@pleura/engine";

/**
 * dw[i] = Σ partial[split, i] over splits, then db[o] = Σ partial_bias[part, o] over parts, each in order.
 *
 * One invocation per result; those past the filter's serve the bias.
 */
const kernel: Kernel = {
  name: "conv2d sum partials of filter and bias",
  bindings: ["partial", "partial_bias", "dw", "db"].map((name) => ({ name, element: "f32" })),
  params: ["count", "splits", "co", "bias_parts"].map((name) => ({ name, type: "u32" }) as const),
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.count + params.co) { return; }
  var sum = 0.0;
  if (i < params.count) {
    for (var split = 0u; split < params.splits; split++) { sum += partial[split * params.count + i]; }
    dw[i] = sum;
  } else {
    let o = i - params.count;
    for (var part = 0u; part < params.bias_parts; part++) { sum += partial_bias[part * params.co + o]; }
    db[o] = sum;
  }
}`,
};

/** A tensor whose values are sums of `parts` rows of `count` partial sums. */
export interface Partials {
  readonly partial: BufferRef;
  readonly total: BufferRef;
  readonly parts: number;
  readonly count: number;
}

/** Launch that finishes a filter gradient and its bias gradient. */
export function sumBoth(filter: Partials, bias: Partials): Launch {
  const { count } = filter;
  return {
    kernel,
    buffers: [filter.partial, bias.partial, filter.total, bias.total],
    params: { count, splits: filter.parts, co: bias.count, bias_parts: bias.parts },
    grid: linearGrid(Math.ceil((count + bias.count) / kernel.workgroup[0])),
  };
}
