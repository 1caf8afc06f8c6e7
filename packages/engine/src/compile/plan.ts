// The plan: ordered launches and the place of every tensor. Made from facts alone, without a device.
import { tensorKey, topologicalOrder } from "../graph/gradients.ts";
import type { Tensor } from "../graph/op.ts";
import { bytesOf } from "../graph/tensor-type.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";
import type { Variable } from "../runtime/variable.ts";
import { fewestOf, type Work } from "./fewest.ts";
import { fuse } from "./fuse.ts";
import { halfTensors, type Precision, requireHalf } from "./half-storage.ts";
import { asTraced, type OrderedSteps, orderSteps } from "./order-steps.ts";
import {
  placeTemporaries,
  refuseOverBudget,
  type StateBytes,
  stateBytesOf,
} from "./plan-memory.ts";
import type { PlannedLaunch } from "./planned-launch.ts";
import { Planner } from "./planner.ts";
import {
  collectInputs,
  collectWritten,
  isInPlace,
  type ProgramSpec,
  type Update,
} from "./program-spec.ts";
import { schedule } from "./schedule.ts";
import { splitBatches } from "./split-batches.ts";
import type { Storage, TemporaryStorage } from "./storage.ts";
import type { ChooseVariant } from "./variants.ts";

/** Choices of planning. */
export interface PlanOptions {
  /**
   * Most bytes of temporaries, variables, inputs, constants and one copy of the results together;
   * above it the plan is refused.
   */
  readonly memoryBudgetBytes?: number;
  /** Keeps every intermediate value apart and alive, for looking inside. */
  readonly keepsEverything?: boolean;
  /**
   * Bytes after each temporary, input and constant that kernels can reach but must not touch, for
   * tests that look for writes out of bounds (adapters may discard those farther out). A multiple of 4.
   */
  readonly guardBytes?: number;
  /** Picks among the variants of ops; without it their built-in tables do. */
  readonly choose?: ChooseVariant | undefined;
  /**
   * `mixed` stores in f16 the values and filters whose ops allow it; arithmetic, variables, inputs and outputs stay
   * f32. Default `f32`.
   */
  readonly precision?: Precision;
}

/** A value the host can read back after a run. */
export interface Readable {
  readonly tensor: Tensor;
  readonly storage: Storage;
  readonly label: string;
}

/** Launches in order, where everything lies, and what it costs. */
export interface Plan {
  readonly launches: readonly PlannedLaunch[];
  readonly inputs: readonly Tensor[];
  readonly outputs: ReadonlyMap<string, Readable>;
  /** Every node output in schedule order; only with `keepsEverything`. */
  readonly intermediates: readonly Readable[];
  readonly arenaBytes: readonly number[];
  /** Bytes of temporaries at the peak, and the fewest any placement could need. */
  readonly peakBytes: number;
  readonly lowerBoundBytes: number;
  /** Bytes of everything else the program holds. */
  readonly stateBytes: StateBytes;
  /** Variables that the program reads or writes. */
  readonly variables: readonly Variable[];
  /** Variables that the program changes. */
  readonly written: ReadonlySet<Variable>;
  /** Launches and bytes of one run. */
  readonly work: Work;
  /** The least that the graph asks for, with every chain and view free: what fusion is held against. */
  readonly fewest: Work;
  /** Every temporary with its place and life, for looking at the plan. */
  readonly temporaries: readonly TemporaryStorage[];
  readonly guardBytes: number;
}

/** Adds all steps and updates: first what reads variables, then copies of old values, then what writes. */
function addSteps(
  planner: Planner,
  { early, late }: OrderedSteps,
  updates: readonly Update[],
  read: readonly Tensor[],
) {
  for (const step of early) planner.addStep(step);
  for (const step of late) {
    if (step.kind !== "op") continue;
    const overwritten = (step.node.op.overwrites ?? []).map(([, input]) => input);
    step.node.inputs.forEach((tensor, index) => {
      if (!overwritten.includes(index)) planner.valueOf(tensor);
    });
  }
  const moved = updates.filter((update) => !isInPlace(update));
  for (const { value } of moved) planner.valueOf(value);
  for (const tensor of read) planner.valueOf(tensor);
  for (const step of late) planner.addStep(step);
  for (const { variable, value } of moved) {
    const to: Storage = { kind: "variable", variable, sizeBytes: bytesOf(variable) };
    planner.copy(planner.valueOf(value), to, `update ${variable.name}`);
  }
}

/**
 * Plans a program for an adapter: order, fusion, launches, lifetimes, places.
 *
 * @throws {EngineError} tag `limit` when a tensor, a launch or the whole does not fit, or the adapter lacks the
 * precision; `shape` or `dtype` when an input's name has two types or an update another type than its variable
 */
export function plan(asked: ProgramSpec, adapter: AdapterFacts, options: PlanOptions = {}): Plan {
  const { keepsEverything = false, memoryBudgetBytes, guardBytes = 0, precision } = options;
  if (precision === "mixed") requireHalf(adapter);
  const spec = splitBatches(asked, adapter);
  const updates = spec.updates ?? [];
  const roots = [...Object.values(spec.outputs), ...updates.map(({ value }) => value)];
  const order = schedule(topologicalOrder(roots));
  const inputs = [...collectInputs(order, roots).values()];
  const written = collectWritten(order, updates);
  const steps = fuse(order, new Set(roots.map(tensorKey)), adapter, !keepsEverything);
  const kept = keepsEverything ? order.flatMap(({ outputs }) => outputs) : [];
  const planner = new Planner(adapter, written, {
    choose: options.choose,
    half: precision === "mixed" ? halfTensors(order, roots) : undefined,
  });
  // Intermediate values are looked at in the order of the graph.
  const ordered = keepsEverything ? asTraced(steps) : orderSteps(steps, roots, written, adapter);
  addSteps(planner, ordered, updates, [...Object.values(spec.outputs), ...kept]);

  const readable = (tensor: Tensor, label: string, isFromStart: boolean): Readable => {
    const storage = planner.valueOf(tensor);
    planner.keep(storage, isFromStart);
    return { tensor, storage, label };
  };
  const outputs = new Map(
    Object.entries(spec.outputs).map(([name, tensor]) => [name, readable(tensor, name, false)]),
  );
  const intermediates = kept.map((tensor) => {
    const { source } = tensor;
    const node = source.kind === "op" ? source.node : undefined;
    return readable(tensor, node?.label ?? node?.op.name ?? "", true);
  });

  const { temporaries, launches, lasting } = planner;
  const placed = placeTemporaries(temporaries, guardBytes, adapter.maxBufferSize);
  const peakBytes = placed.arenaBytes.reduce((sum, bytes) => sum + bytes, 0);
  const variables = new Set(written);
  for (const storage of lasting) if (storage.kind === "variable") variables.add(storage.variable);
  const stateBytes = stateBytesOf(lasting, variables, Object.values(spec.outputs));
  refuseOverBudget(peakBytes, stateBytes, memoryBudgetBytes);
  return {
    launches,
    inputs,
    outputs,
    intermediates,
    ...placed,
    peakBytes,
    stateBytes,
    variables: [...variables],
    written,
    work: {
      launches: launches.length,
      bytes: launches.reduce((sum, { cost }) => sum + cost.bytes, 0),
    },
    fewest: fewestOf(order),
    temporaries,
    guardBytes,
  };
}
