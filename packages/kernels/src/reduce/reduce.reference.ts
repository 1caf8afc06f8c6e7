// Plain f64 loops of reductions, and the cases they are tested on.
import { elementCount } from "@pleura/engine";
import type { OpReference } from "../contract/reference.ts";
import type { ReduceAttrs } from "./reduce.ts";

/** The oracle of `reduceOp`. */
export const reduceReference: OpReference<ReduceAttrs> = {
  forward([x], { kind, first, count }) {
    if (!x) return [];
    const outer = elementCount(x.shape.slice(0, first));
    const length = elementCount(x.shape.slice(first, first + count));
    const inner = elementCount(x.shape.slice(first + count));
    const data = new Float64Array(outer * inner);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        let total = kind === "max" ? Number.NEGATIVE_INFINITY : 0;
        for (let r = 0; r < length; r++) {
          const value = x.data[(o * length + r) * inner + i] as number;
          total = kind === "max" ? Math.max(total, value) : total + value;
        }
        data[o * inner + i] = kind === "mean" ? total / length : total;
      }
    }
    const shape = x.shape.map((size, axis) => (axis >= first && axis < first + count ? 1 : size));
    return [{ shape, data }];
  },
  cases: [
    {
      title: "sum of one number",
      inputs: [{ shape: [1] }],
      attrs: { kind: "sum", first: 0, count: 1 },
    },
    {
      title: "mean of everything, odd sizes, two stages",
      inputs: [{ shape: [3, 5, 67, 3] }],
      attrs: { kind: "mean", first: 0, count: 4 },
      reductionLength: 3015,
    },
    {
      title: "sum over the last axes",
      inputs: [{ shape: [2, 7, 9, 5] }],
      attrs: { kind: "sum", first: 2, count: 2 },
      reductionLength: 45,
    },
    {
      title: "sum over the first axis",
      inputs: [{ shape: [8, 130] }],
      attrs: { kind: "sum", first: 0, count: 1 },
      reductionLength: 8,
    },
    {
      title: "maximum over a middle axis",
      inputs: [{ shape: [2, 6, 11] }],
      attrs: { kind: "max", first: 1, count: 1 },
    },
    {
      title: "many long sums, which a CPU adapter does not split",
      inputs: [{ shape: [260, 521] }],
      attrs: { kind: "sum", first: 1, count: 1 },
      reductionLength: 521,
    },
    {
      title: "maximum in two stages",
      inputs: [{ shape: [2, 700] }],
      attrs: { kind: "max", first: 1, count: 1 },
    },
  ],
};
