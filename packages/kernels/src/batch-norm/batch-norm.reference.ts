// Batch norm in f64, as its definition reads, and the cases of its contract tests.
import { elementCount } from "@pleura/engine";
import type { OpReference, Reference64 } from "../contract/reference.ts";
import type { BatchNormAttrs } from "./batch-norm-train.ts";

const at = (tensor: Reference64 | undefined, i: number) => tensor?.data[i] as number;

/** Calls `visit` with the channel of every element, in order. */
function forEachChannel(shape: readonly number[], visit: (channel: number, i: number) => void) {
  const [n = 1, c = 1, ...rest] = shape;
  const plane = elementCount(rest);
  for (let i = 0; i < n * c * plane; i++) visit(Math.floor(i / plane) % c, i);
}

function normalised(
  [x, gamma, beta]: readonly Reference64[],
  mean: Float64Array,
  variance: Float64Array,
  epsilon: number,
): Reference64 {
  const shape = x?.shape ?? [];
  const data = new Float64Array(x?.data.length ?? 0);
  forEachChannel(shape, (c, i) => {
    const deviation = Math.sqrt((variance[c] as number) + epsilon);
    data[i] = ((at(x, i) - (mean[c] as number)) / deviation) * at(gamma, c) + at(beta, c);
  });
  return { shape, data };
}

const ones = { low: 0.5, high: 1.5 };
const far = { low: 90, high: 110 };

/** Oracle of `batchNormTrain`. */
export const batchNormTrainReference: OpReference<BatchNormAttrs> = {
  forward(inputs, { epsilon }) {
    const [x] = inputs;
    const shape = x?.shape ?? [];
    const c = shape[1] ?? 1;
    const perChannel = (x?.data.length ?? 0) / c;
    const mean = new Float64Array(c);
    const variance = new Float64Array(c);
    forEachChannel(shape, (channel, i) => {
      mean[channel] = (mean[channel] as number) + at(x, i) / perChannel;
    });
    forEachChannel(shape, (channel, i) => {
      const squared = (at(x, i) - (mean[channel] as number)) ** 2;
      variance[channel] = (variance[channel] as number) + squared / perChannel;
    });
    const statistic = (data: Float64Array) => ({ shape: [c], data });
    const y = normalised(inputs, mean, variance, epsilon);
    return [y, statistic(mean), statistic(variance)];
  },
  cases: [
    {
      title: "one channel, two pixels",
      inputs: [{ shape: [1, 1, 1, 2] }, { shape: [1], ...ones }, { shape: [1] }],
      attrs: { epsilon: 1e-3 },
      reductionLength: 2,
    },
    {
      title: "odd sizes, batch 3",
      inputs: [{ shape: [3, 5, 7, 3] }, { shape: [5], ...ones }, { shape: [5] }],
      attrs: { epsilon: 1e-5 },
      reductionLength: 63,
    },
    {
      title: "dense rows [7, 70]",
      inputs: [{ shape: [7, 70] }, { shape: [70], ...ones }, { shape: [70] }],
      attrs: { epsilon: 1e-3 },
      reductionLength: 7,
    },
    {
      title: "mean far above the deviation, several parts",
      // The input's own rounding is 2⁻²⁴ · 100 / 6 of a deviation; it is in the tolerance's reach.
      inputs: [{ shape: [2, 3, 33, 20], ...far }, { shape: [3], ...ones }, { shape: [3] }],
      attrs: { epsilon: 1e-5 },
      reductionLength: 1320,
    },
    {
      title: "the model's first block at 32×32, batch 2",
      inputs: [{ shape: [2, 16, 32, 32] }, { shape: [16], ...ones }, { shape: [16] }],
      attrs: { epsilon: 1e-3 },
      reductionLength: 2048,
    },
  ],
};

/** Oracle of `batchNormInference`. */
export const batchNormInferenceReference: OpReference<BatchNormAttrs> = {
  forward(inputs, { epsilon }) {
    const [, , , mean, variance] = inputs;
    const none = new Float64Array();
    return [normalised(inputs, mean?.data ?? none, variance?.data ?? none, epsilon)];
  },
  differentiable: [0, 1, 2],
  cases: [
    { title: "one pixel", shape: [1, 1, 1, 1] },
    { title: "odd sizes, batch 2", shape: [2, 5, 3, 7] },
    { title: "dense rows [3, 70]", shape: [3, 70] },
    { title: "vectors of four, several parts", shape: [2, 6, 20, 36] },
  ].map(({ title, shape }) => {
    const c = shape[1] ?? 1;
    return {
      title,
      inputs: [
        { shape },
        { shape: [c], ...ones },
        { shape: [c] },
        { shape: [c] },
        { shape: [c], low: 0.5, high: 2 },
      ],
      attrs: { epsilon: 1e-3 },
    };
  }),
};
