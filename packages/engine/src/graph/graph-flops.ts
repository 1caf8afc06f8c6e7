// Floating-point operations of a graph by the ops' own cost rules, without planning it.
import { topologicalOrder } from "./gradients.ts";
import type { Tensor } from "./op.ts";
import { elementCount } from "./shape.ts";

/** Floating-point operations of everything that the roots depend on. */
export function graphFlops(roots: readonly Tensor[]): number {
  return topologicalOrder(roots).reduce((sum, { op, inputs, outputs, attrs }) => {
    const perElement = op.elementwise?.flops ?? 0;
    const stated = op.cost?.(inputs, outputs, attrs).flops ?? 0;
    return sum + stated + perElement * elementCount(outputs[0]?.shape ?? []);
  }, 0);
}
