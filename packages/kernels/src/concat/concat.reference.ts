// Concatenation in double precision, and the cases of its contract.
import { elementCount } from "@pleura/engine";
import type { OpReference } from "../contract/reference.ts";
import type { ConcatAttrs } from "./concat.ts";

const inputs = (...shapes: readonly (readonly number[])[]) => shapes.map((shape) => ({ shape }));

/** y[…, k, …] = x₀, x₁, … one after another along the axis. */
export const concatReference: OpReference<ConcatAttrs> = {
  forward(tensors, { axis }) {
    const first = tensors[0]?.shape ?? [];
    const rows = elementCount(first.slice(0, axis));
    const data: number[] = [];
    for (let row = 0; row < rows; row++) {
      for (const x of tensors) {
        const length = x.data.length / rows;
        data.push(...x.data.subarray(row * length, (row + 1) * length));
      }
    }
    const total = tensors.reduce((sum, { shape }) => sum + (shape[axis] as number), 0);
    const shape = first.map((n, i) => (i === axis ? total : n));
    return [{ shape, data: Float64Array.from(data) }];
  },
  cases: [
    { title: "two numbers", inputs: inputs([1], [1]), attrs: { axis: 0 } },
    { title: "one tensor", inputs: inputs([2, 3]), attrs: { axis: 1 } },
    { title: "first axis", inputs: inputs([2, 3], [1, 3], [4, 3]), attrs: { axis: 0 } },
    { title: "last axis", inputs: inputs([3, 2, 5], [3, 2, 1]), attrs: { axis: 2 } },
    {
      title: "channels of odd maps, batch 2",
      inputs: inputs([2, 3, 7, 9], [2, 5, 7, 9], [2, 1, 7, 9]),
      attrs: { axis: 1 },
    },
    {
      title: "a skip of the model",
      inputs: inputs([2, 32, 14, 14], [2, 32, 14, 14]),
      attrs: { axis: 1 },
    },
  ],
};
