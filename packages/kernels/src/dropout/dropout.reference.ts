// Dropout in f64 with Philox in plain numbers, and the cases of its contract test.
import type { OpCase, OpReference } from "../contract/reference.ts";
import { type DropoutAttrs, dropoutThreshold } from "./dropout.ts";

/** High word of a 32×32-bit product: exact halves, each partial sum below 2⁵³. */
function multiplyHigh(a: number, b: number): number {
  const low = (a & 0xffff) * b;
  const high = (a >>> 16) * b;
  return Math.floor((high + Math.floor(low / 65536)) / 65536) >>> 0;
}

/** Four words of Philox 4×32-10 (Salmon et al. 2011, sec. 3.3). */
export function philoxReference(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): readonly number[] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    [c0, c1, c2, c3] = [
      (high1 ^ c1 ^ k0) >>> 0,
      Math.imul(0xcd9e8d57, c2) >>> 0,
      (high0 ^ c3 ^ k1) >>> 0,
      Math.imul(0xd2511f53, c0) >>> 0,
    ];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

const counterOf = (seed: number, step: number) => ({
  shape: [2],
  dtype: "u32" as const,
  numbers: () => Uint32Array.of(seed, step),
});

/** Oracle of `dropout`. */
export const dropoutReference: OpReference<DropoutAttrs> = {
  forward([x, counter], { rate, salt }) {
    const [seed = 0, step = 0] = counter?.data ?? [];
    const values = x?.data ?? new Float64Array();
    const data = values.map((value, i) => {
      const words = philoxReference([Math.floor(i / 4), step, 0, 0], [seed, salt]);
      return (words[i % 4] as number) >= dropoutThreshold(rate) ? value / (1 - rate) : 0;
    });
    return [{ shape: x?.shape ?? [], data }];
  },
  differentiable: [0],
  cases: [
    { title: "one element", shape: [1, 1], seed: 1, step: 0, rate: 0.5, salt: 0 },
    { title: "odd sizes", shape: [3, 5, 7], seed: 7, step: 3, rate: 0.2, salt: 2 },
    {
      title: "largest seed, step and salt",
      shape: [2, 129],
      seed: 2 ** 32 - 1,
      step: 2 ** 32 - 1,
      rate: 0.9,
      salt: 2 ** 32 - 1,
    },
    {
      title: "the head's hidden layer, batch 16",
      shape: [16, 128],
      seed: 2021,
      step: 100,
      rate: 0.5,
      salt: 1,
    },
  ].map(
    ({ title, shape, seed, step, rate, salt }): OpCase<DropoutAttrs> => ({
      title,
      inputs: [{ shape }, counterOf(seed, step)],
      attrs: { rate, salt },
    }),
  ),
};
