// A dense (fully connected) layer from a matrix product, a broadcast sum and an activation.
import { EngineError, formatShape, type Tensor } from "@pleura/engine";
import { add, relu } from "../elementwise/elementwise.ts";
import { matmul } from "./matmul.ts";

/** Options of `dense`. */
export interface DenseOptions {
  /** Applied to the sum, default none. */
  readonly activation?: "none" | "relu";
}

/**
 * Dense layer y = act(x · wᵀ + b).
 *
 * @param x `[n, in]`
 * @param w `[out, in]`
 * @param b `[out]`, or undefined for no bias
 * @returns y `[n, out]`
 * @throws {EngineError} tag `shape` when sizes differ
 */
export function dense(
  x: Tensor,
  w: Tensor,
  b: Tensor | undefined,
  { activation = "none" }: DenseOptions = {},
): Tensor {
  const product = matmul(x, w, { transposeB: true });
  if (b && (b.shape.length !== 1 || b.shape[0] !== w.shape[0])) {
    throw new EngineError(
      "shape",
      `dense: "b" must have the shape [${w.shape[0]}], but it has ${formatShape(b.shape)}. ` +
        "Give one bias per output.",
      { b: b.shape, w: w.shape },
    );
  }
  const sum = b ? add(product, b) : product;
  return activation === "relu" ? relu(sum) : sum;
}
