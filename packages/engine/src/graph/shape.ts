// Shapes: sizes of tensors, how they broadcast, and how they are printed in messages.
import { EngineError } from "../error.ts";

/** Sizes along each axis, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** Number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Prints a shape the way messages show it: `[2, 3, 8, 8]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** True when both shapes have the same rank and sizes. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/**
 * The common shape of two operands under NumPy's broadcasting rule.
 *
 * @throws {EngineError} tag `shape` when a pair of sizes differs and neither is 1
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new EngineError(
        "shape",
        `${op}: operands must broadcast, but got ${formatShape(a)} and ${formatShape(b)}. ` +
          "Give sizes that are equal or 1 along each axis.",
        { op, a, b },
      );
    }
    return left === 1 ? right : left;
  });
}
