// Where a model's weights lie: small trained ones side by side in one variable, all others in their own.
import { elementCount, partLength, partOf, type Shape, type Variable } from "@pleura/engine";
import type { WeightSpec } from "./weight-spec.ts";

/**
 * Most numbers of a weight that lies with others.
 *
 * A launch costs about 25 µs on llvmpipe (measured 2026-11), in which Adam updates some 10,000 numbers: for larger
 * weights a launch of their own is soon hidden, and their gradients are freed as soon as they have been used.
 */
const mostPacked = 2 ** 16;

/** Name of the variable in which small weights lie; no weight's name has a space. */
export const packedName = "small weights";

/**
 * The variables of a model's weights, by name in spec order.
 *
 * @param make makes a variable with memory of its own
 */
export function layOutWeights(
  specs: Iterable<WeightSpec>,
  make: (name: string, shape: Shape) => Variable,
): ReadonlyMap<string, Variable> {
  const all = [...specs];
  const isSmall = ({ kind, shape }: WeightSpec) =>
    kind === "parameter" && elementCount(shape) <= mostPacked;
  const slots = all.filter(isSmall).map(({ shape }) => partLength(elementCount(shape)));
  const length = slots.reduce((sum, slot) => sum + slot, 0);
  const packed = length > 0 ? make(packedName, [length]) : undefined;
  let first = 0;
  return new Map(
    all.map((spec) => {
      const { name, shape } = spec;
      if (!packed || !isSmall(spec)) return [name, make(name, shape)];
      const part = partOf(packed, name, shape, first);
      first += partLength(elementCount(shape));
      return [name, part];
    }),
  );
}
