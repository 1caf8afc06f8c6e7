// Global pooling in double precision, and the cases of its contract.
import { distinctNumbers } from "../contract/distinct-numbers.ts";
import type { OpReference } from "../contract/reference.ts";

const one = (shape: readonly number[]) => [{ shape, numbers: distinctNumbers }];

/** Average, maximum and first position of the maximum of each plane. */
export const averageMaxPoolReference: OpReference<null> = {
  forward([x]) {
    const [n = 0, c = 0, h = 0, w = 0] = x?.shape ?? [];
    const average = new Float64Array(n * c);
    const max = new Float64Array(n * c).fill(Number.NEGATIVE_INFINITY);
    const position = new Float64Array(n * c);
    for (let plane = 0; plane < n * c; plane++) {
      let sum = 0;
      for (let pixel = 0; pixel < h * w; pixel++) {
        const value = x?.data[plane * h * w + pixel] as number;
        sum += value;
        if (value > (max[plane] as number)) {
          max[plane] = value;
          position[plane] = pixel;
        }
      }
      average[plane] = sum / (h * w);
    }
    return [average, max, position].map((data) => ({ shape: [n, c], data }));
  },
  cases: [
    { title: "one pixel", inputs: one([3, 4, 1, 1]), attrs: null },
    { title: "odd sizes, batch 2", inputs: one([2, 5, 7, 9]), attrs: null, reductionLength: 63 },
    {
      title: "8 lanes, unequal shares",
      inputs: one([1, 3, 9, 11]),
      attrs: null,
      reductionLength: 99,
    },
    {
      title: "the model's bottleneck",
      inputs: one([2, 64, 14, 14]),
      attrs: null,
      reductionLength: 196,
    },
    {
      title: "64 lanes, more than one block",
      inputs: one([1, 2, 65, 67]),
      attrs: null,
      reductionLength: 4355,
    },
  ],
};
