// Parts of variables: several named variables in one memory, so that one launch can update them all.
import { EngineError } from "../error.ts";
import { elementCount, formatShape, type Shape } from "../graph/shape.ts";
import { bytesOf } from "../graph/tensor-type.ts";
import type { Variable } from "./variable.ts";

/**
 * Elements between the starts of neighbouring parts come in multiples of this: a part is bound as a buffer of its
 * own, at 256 bytes, WebGPU's largest default for minStorageBufferOffsetAlignment.
 */
export const partAlignment = 64;

/** Elements that a part of `count` elements takes, up to where the next may begin. */
export const partLength = (count: number) => partAlignment * Math.ceil(count / partAlignment);

/** The variable whose memory this one lies in: itself unless it is a part. */
export const ownerOf = (variable: Variable): Variable => variable.within ?? variable;

/** First byte of a variable in its buffer. */
export const offsetOf = ({ offset = 0 }: Variable): number => offset;

/** True when two variables share bytes. */
export function overlaps(a: Variable, b: Variable): boolean {
  if (ownerOf(a) !== ownerOf(b)) return false;
  return offsetOf(a) < offsetOf(b) + bytesOf(b) && offsetOf(b) < offsetOf(a) + bytesOf(a);
}

/**
 * A variable that is a range of another one: what a program writes to either, readers of both see.
 *
 * Destroying a part or the whole frees the memory of all.
 *
 * @param first element at which the part begins, a multiple of 64
 * @throws {EngineError} tag `shape` when the part does not begin there or does not fit
 */
export function partOf(whole: Variable, name: string, shape: Shape, first: number): Variable {
  const owner = ownerOf(whole);
  const total = elementCount(whole.shape);
  const count = elementCount(shape);
  if (first < 0 || first % partAlignment !== 0 || first + count > total) {
    throw new EngineError(
      "shape",
      `part "${name}": it must begin at a multiple of ${partAlignment} and fit in the ${total} numbers ` +
        `of "${whole.name}", but shape ${formatShape(shape)} begins at ${first}. ` +
        "Give every part its own slot.",
    );
  }
  return {
    name,
    shape,
    dtype: whole.dtype,
    within: owner,
    offset: offsetOf(whole) + 4 * first,
    get device() {
      return owner.device;
    },
    get buffer() {
      return owner.buffer;
    },
  };
}
