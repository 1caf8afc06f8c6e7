// Numbers that are only ever appended: what was read of them stays as it is, so a state may hold it.

/** A list of numbers whose buffer may have room behind its end. */
export interface Numbers {
  /** Only the first `length` values belong to the list. */
  readonly values: Float64Array;
  readonly length: number;
}

/** An empty list. */
export const NO_NUMBERS: Numbers = { values: new Float64Array(0), length: 0 };

/**
 * The list with more behind it; a full buffer is doubled, so that n appends cost O(n).
 *
 * @param more belongs to the list from now on
 */
export function appended({ values, length }: Numbers, more: ArrayLike<number>): Numbers {
  if (length === 0 && more instanceof Float64Array) return { values: more, length: more.length };
  const needed = length + more.length;
  const room =
    needed <= values.length ? values : new Float64Array(Math.max(needed, 2 * values.length));
  if (room !== values) room.set(values.subarray(0, length));
  room.set(more, length);
  return { values: room, length: needed };
}

/** The numbers of a list. */
export function numbersOf({ values, length }: Numbers): Float64Array {
  return values.subarray(0, length);
}
