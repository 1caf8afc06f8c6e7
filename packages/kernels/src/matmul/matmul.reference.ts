// The matrix product in plain f64 loops, with the cases that the op contract runs.
import type { OpCase, OpReference } from "../contract/reference.ts";
import type { MatmulAttrs } from "./matmul.ts";

const productCase = (
  title: string,
  [m, k, n]: readonly [number, number, number],
  transposeA = false,
  transposeB = false,
): OpCase<MatmulAttrs> => ({
  title,
  inputs: [{ shape: transposeA ? [k, m] : [m, k] }, { shape: transposeB ? [n, k] : [k, n] }],
  attrs: { transposeA, transposeB },
  reductionLength: k,
});

/** matmul: inputs a, b. */
export const matmulReference: OpReference<MatmulAttrs> = {
  forward([a, b], { transposeA, transposeB }) {
    const [rowsA = 1, columnsA = 1] = a?.shape ?? [];
    const [rowsB = 1, columnsB = 1] = b?.shape ?? [];
    const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
    const n = transposeB ? rowsB : columnsB;
    const y = new Float64Array(m * n);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++)
        for (let l = 0; l < k; l++) {
          const left = a?.data[transposeA ? l * m + i : i * k + l] as number;
          const right = b?.data[transposeB ? j * k + l : l * n + j] as number;
          y[i * n + j] = (y[i * n + j] as number) + left * right;
        }
    return [{ shape: [m, n], data: y }];
  },
  cases: [
    productCase("one by one", [1, 1, 1]),
    productCase("odd sizes", [5, 7, 3]),
    productCase("odd sizes, a transposed", [5, 7, 3], true),
    productCase("odd sizes, b transposed", [5, 7, 3], false, true),
    productCase("odd sizes, both transposed", [5, 7, 3], true, true),
    productCase("one row", [1, 33, 70]),
    productCase("one column", [70, 33, 1], false, true),
    productCase("large tile with remainders", [67, 19, 131]),
    productCase("large tile, both transposed", [65, 9, 71], true, true),
    productCase("whole vectors everywhere", [28, 36, 40]),
    productCase("whole vectors, a transposed", [28, 36, 40], true),
    productCase("whole vectors, b transposed", [28, 36, 40], false, true),
    productCase("whole vectors, both transposed", [28, 36, 40], true, true),
    productCase("a long sum, split", [5, 331, 6], true),
    productCase("a long sum of whole vectors, split", [8, 400, 12], false, true),
    productCase("more than two blocks of 64", [130, 20, 132]),
    productCase("the classifier's head, 16 images, 64 to 16", [16, 64, 16], false, true),
  ],
};
