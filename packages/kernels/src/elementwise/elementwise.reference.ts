// The f64 oracle of every row of the elementwise table, and the shapes it is tested on.
import { broadcastShapes, elementCount, type Shape } from "@pleura/engine";
import type { OpCase, OpReference, Reference64 } from "../contract/reference.ts";
import type { ElementwiseRow } from "./rows.ts";

/** Index into `shape` of element `flat` of the broadcast shape `out`. */
function sourceIndex(flat: number, out: Shape, shape: Shape): number {
  let rest = flat;
  let index = 0;
  let stride = 1;
  for (let axis = out.length - 1; axis >= 0; axis--) {
    const size = out[axis] ?? 1;
    const own = shape[axis - out.length + shape.length] ?? 1;
    index += (own === 1 ? 0 : rest % size) * stride;
    stride *= own;
    rest = Math.floor(rest / size);
  }
  return index;
}

const shapesOf: Record<1 | 2, readonly (readonly [string, Shape, Shape])[]> = {
  1: [
    ["one number", [1], []],
    ["odd sizes", [3, 5, 7], []],
    ["sizes that are multiples of four", [2, 8, 16, 4], []],
    ["a shape without axes", [], []],
    ["six axes", [2, 3, 1, 4, 1, 5], []],
  ],
  2: [
    ["one number each", [1], [1]],
    ["equal odd shapes", [2, 3, 5, 7], [2, 3, 5, 7]],
    ["a vector per channel", [2, 5, 4, 8], [1, 5, 1, 1]],
    ["a row per image, odd", [3, 4, 5], [5]],
    ["a map over channels", [2, 3, 4, 4], [2, 1, 4, 4]],
    ["both sides broadcast", [4, 1, 6], [1, 3, 6]],
    ["a scalar", [2, 9], [1]],
    ["shapes without axes", [], []],
    ["a shape without axes on one side", [2, 9], []],
    // The walks of both collapse to four axes and fewer.
    ["five axes", [2, 3, 1, 2, 5], [3, 1, 2, 5]],
    ["six axes, every other one broadcast", [2, 3, 2, 1, 1, 3], [2, 1, 2, 1, 1, 1]],
  ],
};

/** The oracle of one row. */
export function elementwiseReference(row: ElementwiseRow): OpReference<null> {
  const arity = row.derivatives.length === 1 ? 1 : 2;
  const [low, high] = row.testRange ?? [-1, 1];
  const cases = shapesOf[arity].map(([title, a, b]): OpCase<null> => {
    // Numbers stay away from 0, where ReLU and |a| have their kinks.
    const numbers = (seed: number) => (count: number) =>
      Float32Array.from({ length: count }, (_, i) => {
        const u = Math.abs(Math.sin(seed * 12.9898 + i * 78.233)) % 1;
        const value = low + (high - low) * u;
        return Math.abs(value) < 0.02 ? 0.02 : value;
      });
    const first = { shape: a, numbers: numbers(1) };
    return {
      title,
      attrs: null,
      reductionLength: 1,
      inputs: arity === 1 ? [first] : [first, { shape: b, numbers: numbers(2) }],
    };
  });
  return {
    cases,
    forward(inputs: readonly Reference64[]) {
      const [a, b] = inputs;
      if (!a) return [];
      const shape = b ? broadcastShapes("reference", a.shape, b.shape) : a.shape;
      const data = new Float64Array(elementCount(shape)).map((_, i) =>
        row.reference(
          a.data[sourceIndex(i, shape, a.shape)] as number,
          b ? (b.data[sourceIndex(i, shape, b.shape)] as number) : 0,
        ),
      );
      return [{ shape, data }];
    },
  };
}
