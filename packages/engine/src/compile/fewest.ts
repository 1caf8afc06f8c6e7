// The fewest launches and bytes that a program could need: what fusion is held against.
import type { OpNode } from "../graph/op.ts";
import { bytesOf } from "../graph/tensor-type.ts";
import { isOverwriting } from "./schedule.ts";

/** Launches of one run, and the bytes that they read and write. */
export interface Work {
  readonly launches: number;
  readonly bytes: number;
}

/**
 * The least work that a graph asks for.
 *
 * Every op that brings launches needs one, views and elementwise chains none (they could all be computed where
 * something else loads or stores), and one launch could update all variables. Each op reads its inputs and writes
 * its outputs once, as its cost rule says. A program of elementwise ops alone needs a launch too.
 */
export function fewestOf(order: readonly OpNode[]): Work {
  const own = order.filter(({ op }) => !op.elementwise && !op.isView);
  const updates = own.filter(isOverwriting).length;
  const launches = own.length - updates + Math.min(1, updates);
  const bytes = own.reduce((sum, { op, inputs, outputs, attrs }) => {
    const cost = op.cost?.(inputs, outputs, attrs);
    return sum + (cost?.bytes ?? bytesOf(...inputs, ...outputs));
  }, 0);
  const hasOnlyChains = own.length === 0 && order.some(({ op }) => op.elementwise);
  return { launches: hasOnlyChains ? 1 : launches, bytes };
}
