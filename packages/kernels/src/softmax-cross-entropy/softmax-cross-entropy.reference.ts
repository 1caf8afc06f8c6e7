// Cross-entropy in f64, as its definition reads, and the cases of its contract test.
import type { OpCase, OpReference } from "../contract/reference.ts";
import type { CrossEntropyAttrs } from "./softmax-cross-entropy.ts";

interface Rows {
  readonly title: string;
  readonly n: number;
  readonly k: number;
  readonly labelSmoothing: number;
  readonly range?: number;
}

const rows: readonly Rows[] = [
  { title: "one row, one class", n: 1, k: 1, labelSmoothing: 0 },
  { title: "two rows of three classes", n: 2, k: 3, labelSmoothing: 0 },
  { title: "smoothed labels", n: 5, k: 3, labelSmoothing: 0.1 },
  {
    title: "more rows than a workgroup, logits whose exponential overflows",
    n: 67,
    k: 7,
    labelSmoothing: 0.05,
    range: 200,
  },
  { title: "the classifier's batch of 16", n: 16, k: 3, labelSmoothing: 0 },
];

/** Oracle of `softmaxCrossEntropy`. */
export const softmaxCrossEntropyReference: OpReference<CrossEntropyAttrs> = {
  forward([logits, labels, weights], { labelSmoothing }) {
    const [n = 1, k = 1] = logits?.shape ?? [];
    const w = (c: number) => weights?.data[c] as number;
    let loss = 0;
    let weightSum = 0;
    for (let i = 0; i < n; i++) {
      const row = Array.from(logits?.data.subarray(i * k, (i + 1) * k) ?? []);
      const top = Math.max(...row);
      const logSum = top + Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
      const label = labels?.data[i] as number;
      const spread = row.reduce((sum, x, c) => sum + w(c) * (logSum - x), 0);
      loss += (1 - labelSmoothing) * w(label) * (logSum - (row[label] as number));
      loss += (labelSmoothing / k) * spread;
      weightSum += w(label);
    }
    return [{ shape: [], data: Float64Array.of(loss / weightSum) }];
  },
  differentiable: [0],
  cases: rows.map(
    ({ title, n, k, labelSmoothing, range = 3 }): OpCase<CrossEntropyAttrs> => ({
      title,
      inputs: [
        { shape: [n, k], low: -range, high: range },
        {
          shape: [n],
          dtype: "u32",
          numbers: (count) => Uint32Array.from({ length: count }, (_, i) => (i * 5 + 2) % k),
        },
        { shape: [k], low: 0.5, high: 2 },
      ],
      attrs: { labelSmoothing },
      reductionLength: n * k,
    }),
  ),
};
