// Group norm in f64, as its definition reads, and the cases of its contract test.
import { elementCount } from "@pleura/engine";
import type { OpReference } from "../contract/reference.ts";
import type { GroupNormAttrs } from "./group-norm.ts";

const ones = { low: 0.5, high: 1.5 };

/** Oracle of `groupNorm`. */
export const groupNormReference: OpReference<GroupNormAttrs> = {
  forward([x, gamma, beta], { groups, epsilon }) {
    const shape = x?.shape ?? [];
    const [n = 1, c = 1] = shape;
    const values = x?.data ?? new Float64Array();
    const data = new Float64Array(values.length);
    const mean = new Float64Array(n * groups);
    const variance = new Float64Array(n * groups);
    const length = values.length / (n * groups);
    const plane = values.length / (n * c);
    for (let group = 0; group < n * groups; group++) {
      const mine = values.subarray(group * length, (group + 1) * length);
      const average = mine.reduce((sum, value) => sum + value, 0) / length;
      const spread = mine.reduce((sum, value) => sum + (value - average) ** 2, 0) / length;
      mean[group] = average;
      variance[group] = spread;
      mine.forEach((value, j) => {
        const i = group * length + j;
        const channel = Math.floor(i / plane) % c;
        const scale = gamma?.data[channel] as number;
        const shift = beta?.data[channel] as number;
        data[i] = ((value - average) / Math.sqrt(spread + epsilon)) * scale + shift;
      });
    }
    const statistic = (numbers: Float64Array) => ({ shape: [n, groups], data: numbers });
    return [{ shape, data }, statistic(mean), statistic(variance)];
  },
  cases: [
    { title: "one group of two pixels", shape: [1, 1, 1, 2], groups: 1 },
    { title: "odd sizes, batch 2, three groups of two", shape: [2, 6, 5, 3], groups: 3 },
    { title: "one channel per group", shape: [2, 3, 4, 5], groups: 3 },
    { title: "dense rows of two groups", shape: [3, 10], groups: 2 },
    { title: "the model's first block at 32×32, batch 2", shape: [2, 16, 32, 32], groups: 8 },
  ].map(({ title, shape, groups }) => {
    const c = shape[1] ?? 1;
    const total = elementCount(shape);
    return {
      title,
      inputs: [{ shape }, { shape: [c], ...ones }, { shape: [c] }],
      attrs: { groups, epsilon: 1e-5 },
      reductionLength: total / ((shape[0] ?? 1) * groups),
    };
  }),
};
