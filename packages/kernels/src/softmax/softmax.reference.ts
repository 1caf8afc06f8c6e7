// Softmax in f64, and the cases of its contract test.
import type { OpReference } from "../contract/reference.ts";

/** Oracle of `softmax`. */
export const softmaxReference: OpReference<null> = {
  forward([x]) {
    const shape = x?.shape ?? [];
    const [n = 1, k = 1] = shape;
    const data = new Float64Array(n * k);
    for (let row = 0; row < n; row++) {
      const values = Array.from(x?.data.subarray(row * k, (row + 1) * k) ?? []);
      const top = Math.max(...values);
      const powers = values.map((value) => Math.exp(value - top));
      const sum = powers.reduce((total, power) => total + power, 0);
      powers.forEach((power, c) => {
        data[row * k + c] = power / sum;
      });
    }
    return [{ shape, data }];
  },
  cases: [
    { title: "one number", shape: [1, 1], range: 1 },
    { title: "odd sizes", shape: [5, 7], range: 3 },
    { title: "more rows than a workgroup, exponentials that overflow", shape: [67, 3], range: 200 },
    { title: "Score-CAM's 64 weights for 3 classes", shape: [3, 64], range: 5 },
  ].map(({ title, shape, range }) => ({
    title,
    inputs: [{ shape, low: -range, high: range }],
    attrs: null,
    reductionLength: shape[1] ?? 1,
  })),
};
