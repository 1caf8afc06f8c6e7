// The schedule: nodes that overwrite variables run after all that read them.
import { EngineError } from "../error.ts";
import type { OpNode } from "../graph/op.ts";

/** True for a node that overwrites a variable in place. */
export const isOverwriting = ({ op }: OpNode) => (op.overwrites ?? []).length > 0;

/**
 * Non-overwriting nodes keep their order; nodes that overwrite variables come after all of them.
 *
 * @throws {EngineError} tag `internal` when a node reads what an overwriting node makes
 */
export function schedule(order: readonly OpNode[]): readonly OpNode[] {
  for (const { inputs, op } of order) {
    if (!inputs.some(({ source }) => source.kind === "op" && isOverwriting(source.node))) continue;
    throw new EngineError(
      "internal",
      `${op.name}: a value made by an op that overwrites a variable may not be read in the ` +
        "same program, but this op reads one. Read the variable in the next run.",
    );
  }
  return [...order.filter((node) => !isOverwriting(node)), ...order.filter(isOverwriting)];
}
