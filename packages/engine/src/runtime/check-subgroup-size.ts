// The check that a kernel runs only where its subgroups have the size that it is written for.
import { EngineError } from "../error.ts";
import type { Kernel } from "../graph/kernel.ts";
import type { AdapterFacts } from "./adapter-facts.ts";

/**
 * Refuses a kernel that is written for another subgroup size: it would run and give wrong numbers.
 *
 * @throws {EngineError} tag `limit`
 */
export function checkSubgroupSize({ name, subgroupSize }: Kernel, adapter: AdapterFacts): void {
  if (subgroupSize === undefined || subgroupSize === adapter.subgroupSize) return;
  const given =
    adapter.subgroupSize === undefined
      ? "this adapter has none of one fixed size"
      : `this adapter's have ${adapter.subgroupSize}`;
  throw new EngineError(
    "limit",
    `${name}: subgroups must have ${subgroupSize} invocations, but ${given}. ` +
      "Make the kernel for the adapter's size, or choose a variant without subgroups.",
    { subgroupSize, adapter: adapter.subgroupSize },
  );
}
