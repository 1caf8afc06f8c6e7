// Pooling over channels in double precision, and the cases of its contract.
import { distinctNumbers } from "../contract/distinct-numbers.ts";
import type { OpReference } from "../contract/reference.ts";

const one = (shape: readonly number[]) => [{ shape, numbers: distinctNumbers }];

/** Maximum and mean over channels, and the first channel of the maximum. */
export const channelMaxMeanReference: OpReference<null> = {
  forward([x]) {
    const [n = 0, c = 0, h = 0, w = 0] = x?.shape ?? [];
    const size = h * w;
    const y = new Float64Array(n * 2 * size);
    const chosen = new Float64Array(n * size);
    for (let image = 0; image < n; image++) {
      for (let pixel = 0; pixel < size; pixel++) {
        let sum = 0;
        let best = Number.NEGATIVE_INFINITY;
        for (let channel = 0; channel < c; channel++) {
          const value = x?.data[(image * c + channel) * size + pixel] as number;
          sum += value;
          if (value > best) {
            best = value;
            chosen[image * size + pixel] = channel;
          }
        }
        y[2 * image * size + pixel] = best;
        y[(2 * image + 1) * size + pixel] = sum / c;
      }
    }
    return [
      { shape: [n, 2, h, w], data: y },
      { shape: [n, 1, h, w], data: chosen },
    ];
  },
  cases: [
    { title: "one pixel, one channel", inputs: one([1, 1, 1, 1]), attrs: null },
    { title: "odd sizes, batch 2", inputs: one([2, 5, 7, 9]), attrs: null, reductionLength: 5 },
    { title: "17 channels", inputs: one([3, 17, 3, 2]), attrs: null, reductionLength: 17 },
    {
      title: "a level of the model, more than one block",
      inputs: one([2, 70, 14, 14]),
      attrs: null,
      reductionLength: 70,
    },
  ],
};
