// Shape and element type of a tensor: what every other part of the graph speaks of.
import { elementCount, formatShape, type Shape } from "./shape.ts";

/** Element types that cross the boundary of a kernel. Both take four bytes. */
export type Dtype = "f32" | "u32";

/** Shape and element type of a tensor. */
export interface TensorType {
  readonly shape: Shape;
  readonly dtype: Dtype;
}

/** Bytes of all given tensors, each counted once: the usual lower bound of memory traffic. */
export function bytesOf(...types: readonly TensorType[]): number {
  return types.reduce((sum, { shape }) => sum + 4 * elementCount(shape), 0);
}

/** Bytes of a tensor stored in half precision, in whole words, since buffers are bound and copied by words. */
export function halfBytesOf({ shape }: TensorType): number {
  return 4 * Math.ceil(elementCount(shape) / 2);
}

/** Prints a type the way messages show it: `f32 [2, 3]`. */
export const formatType = ({ dtype, shape }: TensorType) => `${dtype} ${formatShape(shape)}`;
