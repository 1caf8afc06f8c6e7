// Slicing in double precision, and the cases of its contract.
import { elementCount } from "@pleura/engine";
import type { OpReference } from "../contract/reference.ts";
import type { SliceAttrs } from "./slice.ts";

/** y[…, k, …] = x[…, start + k, …] */
export const sliceReference: OpReference<SliceAttrs> = {
  readsLess: "only the slice of the input is read",
  forward([x], { axis, start, length }) {
    const shape = x?.shape ?? [];
    const size = shape[axis] as number;
    const inner = elementCount(shape.slice(axis + 1));
    const data = (x?.data ?? new Float64Array()).filter((_, index) => {
      const k = Math.floor(index / inner) % size;
      return k >= start && k < start + length;
    });
    return [{ shape: shape.map((n, i) => (i === axis ? length : n)), data }];
  },
  cases: [
    { title: "one number", inputs: [{ shape: [1] }], attrs: { axis: 0, start: 0, length: 1 } },
    { title: "first axis", inputs: [{ shape: [5, 3] }], attrs: { axis: 0, start: 1, length: 3 } },
    { title: "last axis", inputs: [{ shape: [2, 3, 7] }], attrs: { axis: 2, start: 2, length: 4 } },
    {
      title: "channels of odd maps",
      inputs: [{ shape: [2, 5, 7, 9] }],
      attrs: { axis: 1, start: 4, length: 1 },
    },
    {
      title: "half the channels of a decoder level",
      inputs: [{ shape: [2, 64, 14, 14] }],
      attrs: { axis: 1, start: 32, length: 32 },
    },
  ],
};
