// Packing in plain f64 loops, with the cases that the op contract runs.
import type { OpCase, OpReference } from "../contract/reference.ts";

const packCase = (title: string, ...shapes: readonly (readonly number[])[]): OpCase<null> => ({
  title,
  inputs: shapes.map((shape) => ({ shape })),
  attrs: null,
});

const twenty = Array.from({ length: 20 }, (_, index) => [index + 1]);

/** pack: any number of inputs. */
export const packReference: OpReference<null> = {
  forward(inputs) {
    const slots = inputs.map(({ data }) => 64 * Math.ceil(data.length / 64));
    const y = new Float64Array(slots.reduce((sum, slot) => sum + slot, 0));
    let start = 0;
    inputs.forEach(({ data }, index) => {
      y.set(data, start);
      start += slots[index] as number;
    });
    return [{ shape: [y.length], data: y }];
  },
  cases: [
    packCase("one number", [1]),
    packCase("a filter and its bias", [4, 3, 3, 3], [4]),
    packCase("slots that are full", [64], [2, 64], [1]),
    packCase("more tensors than one launch binds", ...twenty),
  ],
};
