// Sums a gradient down to the shape an operand had before it was broadcast.
import { type Shape, sameShape, type Tensor } from "@pleura/engine";
import { reshape } from "../reshape/reshape.ts";
import { reduceSum } from "./reduce.ts";

/**
 * Σ over every axis along which `shape` was broadcast to `x.shape`.
 *
 * @param x a gradient in the broadcast shape
 * @param shape the operand's own shape
 */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  let sum = x;
  let axis = x.shape.length - 1;
  while (axis >= 0) {
    const wasBroadcast = (at: number) =>
      (x.shape[at] ?? 1) > 1 && (at < lead || shape[at - lead] === 1);
    if (!wasBroadcast(axis)) {
      axis -= 1;
      continue;
    }
    let first = axis;
    while (first > 0 && wasBroadcast(first - 1)) first -= 1;
    sum = reduceSum(sum, first, axis - first + 1);
    axis = first - 1;
  }
  return sameShape(sum.shape, shape) ? sum : reshape(sum, shape);
}
