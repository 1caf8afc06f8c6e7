// The same numbers under another shape: a view, which costs nothing.
import {
  applyOp1,
  EngineError,
  elementCount,
  formatShape,
  type Op,
  type Tensor,
} from "@pleura/engine";

/** The op behind `reshape`; its attribute is the new shape. */
export const reshapeOp: Op<readonly number[]> = {
  name: "reshape",
  infer: ([x], shape) => [{ shape, dtype: x?.dtype ?? "f32" }],
  isView: true,
  // The same rows for each image before and after: otherwise a row would be torn.
  byImages({ inputs: [x], attrs: shape, images, count }) {
    const [rows = 1, ...rest] = shape;
    if (rows % images !== 0 || (x?.shape[0] ?? 1) % images !== 0) return undefined;
    return { inputs: [0], outputs: "images", attrs: [(rows / images) * count, ...rest] };
  },
  gradient: ({ inputs: [x], outputGradients: [dy] }) => (x && dy ? [reshape(dy, x.shape)] : []),
};

/**
 * The same numbers under another shape; costs nothing.
 *
 * @throws {EngineError} tag `shape` when the numbers of elements differ
 */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  if (elementCount(x.shape) !== elementCount(shape)) {
    throw new EngineError(
      "shape",
      `reshape: the new shape must have ${elementCount(x.shape)} elements as ` +
        `${formatShape(x.shape)} has, but ${formatShape(shape)} has ${elementCount(shape)}. ` +
        "Give sizes with the same product.",
    );
  }
  return applyOp1(reshapeOp, [x], shape);
}
