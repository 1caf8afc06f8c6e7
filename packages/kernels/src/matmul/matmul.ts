// Matrix product of two rank-2 tensors, either one transposed, and its gradients as matrix products.
import {
  applyOp1,
  bytesOf,
  EngineError,
  formatShape,
  linearGrid,
  type Op,
  type Tensor,
  type TensorType,
} from "@pleura/engine";
import { choiceOf, nameOf } from "../contract/named-variants.ts";
import { sumPartials } from "../reduce/sum-partials.wgsl.ts";
import { matmulRegisterTile } from "./matmul.register-tile.wgsl.ts";
import { matmulSharedTile } from "./matmul.shared-tile.wgsl.ts";
import type { MatmulSizes } from "./matmul-sizes.ts";
import { cutsOf, matmulVariants } from "./matmul-variants.ts";

/** Which operands are read transposed. */
export interface MatmulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Sizes of the product, or the error that names what is wrong with its operands. */
function sizesOf(
  inputs: readonly TensorType[],
  { transposeA, transposeB }: MatmulAttrs,
): MatmulSizes {
  inputs.forEach(({ shape, dtype }, index) => {
    const name = "ab"[index];
    if (dtype !== "f32") {
      throw new EngineError(
        "dtype",
        `matmul: "${name}" must be f32, but it is ${dtype}. Convert it first.`,
      );
    }
    if (shape.length === 2) return;
    throw new EngineError(
      "shape",
      `matmul: "${name}" must have rank 2, but its shape is ${formatShape(shape)}. Reshape it.`,
      { shape },
    );
  });
  const [rowsA = 1, columnsA = 1] = inputs[0]?.shape ?? [];
  const [rowsB = 1, columnsB = 1] = inputs[1]?.shape ?? [];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [inner, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
  if (k !== inner) {
    throw new EngineError(
      "shape",
      `matmul: inner sizes must be equal, but "a" has ${k} and "b" has ${inner}. ` +
        "Give [m, k] and [k, n] after transposing.",
      { a: inputs[0]?.shape, b: inputs[1]?.shape },
    );
  }
  return { m, n, k, transposeA, transposeB };
}

/** The op behind `matmul`. */
export const matmulOp: Op<MatmulAttrs> = {
  name: "matmul",
  infer(inputs, attrs) {
    const { m, n } = sizesOf(inputs, attrs);
    return [{ shape: [m, n], dtype: "f32" }];
  },
  variants: ({ inputs, attrs, adapter }) =>
    matmulVariants(sizesOf(inputs, attrs), adapter).map(nameOf),
  lower({ inputs: [a, b], outputs: [y], attrs, adapter, variant, scratch }) {
    if (!a || !b || !y) return [];
    const sizes = sizesOf([a.type, b.type], attrs);
    const choice = choiceOf(matmulVariants(sizes, adapter), variant);
    const { across, down, depth, splits } = cutsOf(choice, sizes, adapter);
    const { m, n, k } = sizes;
    const groups = across * down * splits;
    const partial = splits === 1 ? y : scratch({ shape: [splits, m, n], dtype: "f32" });
    const product = {
      kernel:
        choice.way === "shared"
          ? matmulSharedTile(choice, sizes)
          : matmulRegisterTile(choice, sizes),
      buffers: [a, b, partial],
      params: { groups, across, down, m, n, k, depth },
      grid: linearGrid(groups),
      cost: { flops: 2 * m * n * k, bytes: bytesOf(a.type, b.type, partial.type) },
    };
    return splits === 1 ? [product] : [product, sumPartials(partial, y, m * n, splits)];
  },
  gradient({ inputs: [a, b], attrs: { transposeA, transposeB }, outputGradients: [dy], needs }) {
    if (!a || !b || !dy) return [];
    // With A = op(a), B = op(b): dA = dy·Bᵀ and dB = Aᵀ·dy; a transposed operand gets the transpose.
    const da = () =>
      transposeA
        ? matmul(b, dy, { transposeA: transposeB, transposeB: true })
        : matmul(dy, b, { transposeB: !transposeB });
    const db = () =>
      transposeB
        ? matmul(dy, a, { transposeA: true, transposeB: transposeA })
        : matmul(a, dy, { transposeA: !transposeA });
    return [needs[0] ? da() : undefined, needs[1] ? db() : undefined];
  },
  cost(inputs, outputs, attrs) {
    const { m, n, k } = sizesOf(inputs, attrs);
    return { flops: 2 * m * n * k, bytes: bytesOf(...inputs, ...outputs) };
  },
};

/**
 * Matrix product y = op(a) · op(b), where op is the identity or the transpose.
 *
 * y[i,j] = Σ_l a[i,l] · b[l,j]
 *
 * @param a `[m, k]`, or `[k, m]` with `transposeA`
 * @param b `[k, n]`, or `[n, k]` with `transposeB`
 * @returns y `[m, n]`
 * @throws {EngineError} tag `shape` when ranks are not 2 or inner sizes differ, `dtype` unless f32
 */
export function matmul(a: Tensor, b: Tensor, options: Partial<MatmulAttrs> = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  return applyOp1(matmulOp, [a, b], { transposeA, transposeB });
}
