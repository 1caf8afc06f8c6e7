// Max pooling in double precision, and the cases of its contract.
import { distinctNumbers } from "../contract/distinct-numbers.ts";
import type { OpReference } from "../contract/reference.ts";
import type { PoolAttrs } from "./max-pool.ts";

const one = (shape: readonly number[]) => [{ shape, numbers: distinctNumbers }];

/** y[n,c,i,j] = max over the window. */
export const maxPoolReference: OpReference<PoolAttrs> = {
  forward([x], { size, stride }) {
    const [n = 0, c = 0, h = 0, w = 0] = x?.shape ?? [];
    const ho = Math.floor((h - size) / stride) + 1;
    const wo = Math.floor((w - size) / stride) + 1;
    const y = new Float64Array(n * c * ho * wo);
    for (let plane = 0; plane < n * c; plane++) {
      for (let i = 0; i < ho; i++) {
        for (let j = 0; j < wo; j++) {
          let best = Number.NEGATIVE_INFINITY;
          for (let u = 0; u < size; u++) {
            for (let v = 0; v < size; v++) {
              const at = (plane * h + i * stride + u) * w + j * stride + v;
              best = Math.max(best, x?.data[at] as number);
            }
          }
          y[(plane * ho + i) * wo + j] = best;
        }
      }
    }
    return [{ shape: [n, c, ho, wo], data: y }];
  },
  cases: [
    { title: "one pixel", inputs: one([1, 1, 1, 1]), attrs: { size: 1, stride: 1 } },
    { title: "odd sizes, batch 2", inputs: one([2, 3, 7, 9]), attrs: { size: 2, stride: 2 } },
    {
      title: "windows of 3 that touch",
      inputs: one([1, 2, 10, 11]),
      attrs: { size: 3, stride: 3 },
    },
    {
      title: "windows of 3 that overlap",
      inputs: one([2, 2, 8, 7]),
      attrs: { size: 3, stride: 2 },
    },
    {
      title: "windows of 2 at every pixel",
      inputs: one([1, 1, 5, 4]),
      attrs: { size: 2, stride: 1 },
    },
    { title: "gaps between windows", inputs: one([1, 2, 9, 8]), attrs: { size: 2, stride: 3 } },
    { title: "a level of the model", inputs: one([2, 40, 28, 28]), attrs: { size: 2, stride: 2 } },
  ],
};
