// Launches whose buffers are known, and the limits that an adapter sets on them.
import { EngineError } from "../error.ts";
import type { Kernel } from "../graph/kernel.ts";
import type { Cost } from "../graph/op.ts";
import { formatShape } from "../graph/shape.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";
import { checkSubgroupSize } from "../runtime/check-subgroup-size.ts";
import type { Storage } from "./storage.ts";

/** A launch whose buffers are known. */
export interface PlannedLaunch {
  readonly kernel: Kernel;
  readonly storages: readonly Storage[];
  readonly params: Readonly<Record<string, number>>;
  readonly grid: readonly [number, number, number];
  /** Name of the node in the model, for profiles and errors. */
  readonly label: string;
  readonly cost: Cost;
  /** Which of the op's variants this launch belongs to; undefined for an op with one way only. */
  readonly variant?: string | undefined;
}

/**
 * Checks a launch against the adapter's limits.
 *
 * @throws {EngineError} tag `limit`, or `internal` when buffers and bindings do not agree
 */
export function checkLaunch(launch: PlannedLaunch, adapter: AdapterFacts): void {
  const { kernel, storages, grid, label } = launch;
  const { bindings, workgroup } = kernel;
  if (storages.length !== bindings.length) {
    throw new EngineError(
      "internal",
      `${kernel.name}: a launch must give one buffer per binding, but it gives ${storages.length} ` +
        `for ${bindings.length}. Report this.`,
    );
  }
  const most = adapter.maxStorageBuffersPerShaderStage;
  if (bindings.length > most) {
    throw new EngineError(
      "limit",
      `${kernel.name}: a kernel may bind ${most} buffers on this adapter, but it binds ` +
        `${bindings.length}. Split the op.`,
    );
  }
  checkSubgroupSize(kernel, adapter);
  const invocations = workgroup[0] * workgroup[1] * workgroup[2];
  if (invocations > adapter.maxComputeInvocationsPerWorkgroup) {
    throw new EngineError(
      "limit",
      `${kernel.name}: a workgroup may have ${adapter.maxComputeInvocationsPerWorkgroup} ` +
        `invocations on this adapter, but it has ${invocations}. Use a smaller workgroup.`,
    );
  }
  const along = adapter.maxComputeWorkgroupsPerDimension;
  if (grid.some((size) => size > along)) {
    throw new EngineError(
      "limit",
      `${label}: a grid may have ${along} workgroups along an axis, but ` +
        `${formatShape(grid)} are needed. Use a smaller batch or image size.`,
    );
  }
}
