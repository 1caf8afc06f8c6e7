// The plan: ordered launches and the place of every tensor. Made from facts alone, without a device.
import { EngineError } from "../error.ts";
import { tensorKey, topologicalOrder } from "../graph/gradients.ts";
import {
  type BufferRef,
  type Kernel,
  type Launch,
  linearGrid,
  linearMain,
} from "../graph/kernel.ts";
import type { Cost, OpNode, Tensor } from "../graph/op.ts";
import { elementCount, formatShape, sameShape } from "../graph/shape.ts";
import { bytesOf } from "../graph/tensor-type.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";
import { checkBindingSize } from "../runtime/check-binding-size.ts";
import type { Variable } from "../runtime/variable.ts";
import { fuse, type Step } from "./fuse.ts";
import { lowerFused } from "./fused-kernel.ts";
import { type Lifetime, placeLifetimes } from "./place.ts";

/** A variable and the tensor that becomes its next value. */
export interface Update {
  readonly variable: Variable;
  readonly value: Tensor;
}

/** What a program computes: named results, and variables it overwrites. */
export interface ProgramSpec {
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly updates?: readonly Update[];
}

/** Choices of planning. */
export interface PlanOptions {
  /** Most bytes of temporaries; above it the plan is refused. */
  readonly memoryBudgetBytes?: number;
  /** Keeps every intermediate value apart and alive, for looking inside. */
  readonly keepsEverything?: boolean;
  /** Unused bytes after each temporary, for tests that look for writes out of bounds. */
  readonly guardBytes?: number;
}

/** Memory of one tensor (or of several that share it as views). */
export type Storage =
  | { readonly kind: "variable"; readonly variable: Variable; readonly sizeBytes: number }
  | { readonly kind: "input"; readonly tensor: Tensor; readonly sizeBytes: number }
  | { readonly kind: "constant"; readonly tensor: Tensor; readonly sizeBytes: number }
  | {
      readonly kind: "temporary";
      readonly sizeBytes: number;
      readonly label: string;
      first: number;
      last: number;
      arena: number;
      offset: number;
    };

/** A launch whose buffers are known. */
export interface PlannedLaunch {
  readonly kernel: Kernel;
  readonly storages: readonly Storage[];
  readonly params: Readonly<Record<string, number>>;
  readonly grid: readonly [number, number, number];
  /** Name of the node in the model, for profiles and errors. */
  readonly label: string;
  readonly cost: Cost;
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
  readonly variables: readonly Variable[];
  /** Every temporary with its place and life, for looking at the plan. */
  readonly temporaries: readonly Extract<Storage, { kind: "temporary" }>[];
}

const copyKernel: Kernel = {
  name: "copy",
  bindings: [
    { name: "x", element: "u32" },
    { name: "y", element: "u32" },
  ],
  params: [{ name: "count", type: "u32" }],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i < params.count) { y[i] = x[i]; }
}`,
};

/** Non-overwriting nodes keep their order; nodes that overwrite variables come after all of them. */
function schedule(order: readonly OpNode[]): readonly OpNode[] {
  const isOverwriting = ({ op }: OpNode) => (op.overwrites ?? []).length > 0;
  const late = new Set(order.filter(isOverwriting));
  for (const node of order) {
    if (late.has(node)) continue;
    const early = node.inputs.find(({ source }) => source.kind === "op" && late.has(source.node));
    if (early) {
      throw new EngineError(
        "internal",
        `${node.op.name}: a value made by an op that overwrites a variable may not be read in the ` +
          "same program, but this op reads one. Read the variable in the next run.",
      );
    }
  }
  return [...order.filter((node) => !late.has(node)), ...late];
}

class Planner {
  readonly #adapter: AdapterFacts;
  readonly #storages = new Map<object | string, Storage>();
  readonly #refs = new Map<BufferRef, Storage>();
  readonly #temporaries: Extract<Storage, { kind: "temporary" }>[] = [];
  readonly launches: PlannedLaunch[] = [];
  readonly inputs = new Map<string, Tensor>();
  readonly variables = new Set<Variable>();

  constructor(adapter: AdapterFacts) {
    this.#adapter = adapter;
  }

  get temporaries() {
    return this.#temporaries;
  }

  #temporary(what: string, type: BufferRef["type"]): Storage {
    const sizeBytes = 4 * elementCount(type.shape);
    checkBindingSize(this.#adapter, what, type.shape, sizeBytes);
    const now = this.launches.length;
    const storage = {
      kind: "temporary" as const,
      sizeBytes,
      label: what,
      first: now,
      last: now,
      arena: 0,
      offset: 0,
    };
    this.#temporaries.push(storage);
    return storage;
  }

  #requireOneMeaning(tensor: Tensor, name: string): void {
    const known = this.inputs.get(name);
    if (known && (!sameShape(known.shape, tensor.shape) || known.dtype !== tensor.dtype)) {
      throw new EngineError(
        "shape",
        `input "${name}": one name must mean one tensor, but it is used as ` +
          `${formatShape(known.shape)} and ${formatShape(tensor.shape)}. Rename one of them.`,
      );
    }
    this.inputs.set(name, tensor);
  }

  #input(tensor: Tensor, name: string): Storage {
    const sizeBytes = bytesOf(tensor);
    checkBindingSize(this.#adapter, `input "${name}"`, tensor.shape, sizeBytes);
    return { kind: "input", tensor, sizeBytes };
  }

  /** The memory behind a tensor; views and overwriting outputs share that of their input. */
  storageOf(tensor: Tensor): Storage {
    const key = tensorKey(tensor);
    const { source } = tensor;
    if (source.kind === "input") this.#requireOneMeaning(tensor, source.name);
    const known = this.#storages.get(key);
    if (known) return known;
    let made: Storage;
    if (source.kind === "input") {
      made = this.#input(tensor, source.name);
    } else if (source.kind === "variable") {
      this.variables.add(source.variable);
      made = { kind: "variable", variable: source.variable, sizeBytes: bytesOf(tensor) };
    } else if (source.kind === "constant") {
      made = { kind: "constant", tensor, sizeBytes: bytesOf(tensor) };
    } else {
      const { node, output } = source;
      const overwritten = node.op.overwrites?.find(([of]) => of === output);
      const shared = node.op.isView ? 0 : overwritten?.[1];
      const original = shared === undefined ? undefined : node.inputs[shared];
      made = original
        ? this.storageOf(original)
        : this.#temporary(node.label ?? node.op.name, tensor);
    }
    this.#storages.set(key, made);
    return made;
  }

  /** Extends a temporary's life to the launch that is added next. */
  #touch(storage: Storage): Storage {
    if (storage.kind === "temporary") {
      storage.first = Math.min(storage.first, this.launches.length);
      storage.last = Math.max(storage.last, this.launches.length);
    }
    return storage;
  }

  #push(launch: Omit<PlannedLaunch, "storages">, storages: readonly Storage[]): void {
    for (const storage of storages) this.#touch(storage);
    const limit = this.#adapter.maxComputeWorkgroupsPerDimension;
    if (launch.grid.some((size) => size > limit)) {
      throw new EngineError(
        "limit",
        `${launch.label}: a grid may have ${limit} workgroups along an axis, but ` +
          `${formatShape(launch.grid)} are needed. Use a smaller batch or image size.`,
      );
    }
    this.launches.push({ ...launch, storages });
  }

  /** Copies one storage to another with a launch of its own. */
  copy(from: Storage, to: Storage, label: string): void {
    const count = to.sizeBytes / 4;
    const grid = linearGrid(Math.ceil(count / 64));
    const cost = { flops: 0, bytes: 2 * to.sizeBytes };
    this.#push({ kernel: copyKernel, params: { count }, grid, label, cost }, [from, to]);
  }

  /** Adds a launch; a storage bound twice is copied first, since WebGPU forbids writable aliases. */
  #launch(launch: Launch, label: string, cost: Cost): void {
    const used: Storage[] = [];
    for (const ref of launch.buffers) {
      const storage = this.#refs.get(ref) ?? this.storageOf(ref as unknown as Tensor);
      if (!used.includes(storage)) {
        used.push(storage);
        continue;
      }
      const type = { shape: [storage.sizeBytes / 4], dtype: "f32" as const };
      const twin = this.#temporary(`copy for ${label}`, type);
      this.copy(storage, twin, `copy for ${label}`);
      used.push(twin);
    }
    this.#push({ ...launch, label, cost }, used);
  }

  #refOf(tensor: Tensor): BufferRef {
    const ref: BufferRef = { type: { shape: tensor.shape, dtype: tensor.dtype } };
    this.#refs.set(ref, this.storageOf(tensor));
    return ref;
  }

  addStep(step: Step): void {
    if (step.kind === "fused") {
      const root = step.nodes[step.nodes.length - 1] as OpNode;
      const { launch, flops } = lowerFused(step, (tensor) => this.#refOf(tensor));
      const cost = { flops, bytes: bytesOf(...step.inputs, step.output) };
      this.#launch(launch, root.label ?? root.op.name, cost);
      return;
    }
    const { node } = step;
    const label = node.label ?? node.op.name;
    const launches =
      node.op.lower?.({
        inputs: node.inputs.map((tensor) => this.#refOf(tensor)),
        outputs: node.outputs.map((tensor) => this.#refOf(tensor)),
        attrs: node.attrs,
        adapter: this.#adapter,
        scratch: (type) => {
          const ref: BufferRef = { type };
          this.#refs.set(ref, this.#temporary(`scratch of ${label}`, type));
          return ref;
        },
      }) ?? [];
    const cost = node.op.cost?.(node.inputs, node.outputs, node.attrs) ?? {
      flops: 0,
      bytes: bytesOf(...node.inputs, ...node.outputs),
    };
    // The op's cost is stated once, on its last launch's share: split evenly so that sums agree.
    const share = { flops: cost.flops / launches.length, bytes: cost.bytes / launches.length };
    for (const launch of launches) this.#launch(launch, label, share);
  }

  /** Keeps a temporary alive to the end, so that it can be read back. */
  keep(storage: Storage, isFromStart: boolean): void {
    if (storage.kind !== "temporary") return;
    storage.last = Math.max(storage.last, this.launches.length);
    if (isFromStart) storage.first = 0;
  }
}

function refuseOverBudget(peakBytes: number, budget: number | undefined): void {
  if (budget === undefined || peakBytes <= budget) return;
  throw new EngineError(
    "limit",
    `memory plan: temporaries must fit in the budget of ${budget} bytes, but they need ${peakBytes}. ` +
      "Use a smaller batch or image size, or raise the budget.",
    { peakBytes, budget },
  );
}

/**
 * Plans a program for an adapter: order, fusion, launches, lifetimes, places.
 *
 * @throws {EngineError} tag `limit` when a tensor or the peak does not fit
 */
export function plan(spec: ProgramSpec, adapter: AdapterFacts, options: PlanOptions = {}): Plan {
  const { keepsEverything = false, memoryBudgetBytes, guardBytes = 0 } = options;
  const updates = spec.updates ?? [];
  const roots = [...Object.values(spec.outputs), ...updates.map(({ value }) => value)];
  const order = schedule(topologicalOrder(roots));
  const planner = new Planner(adapter);
  for (const step of fuse(order, new Set(roots.map(tensorKey)), adapter, !keepsEverything)) {
    planner.addStep(step);
  }
  for (const { variable, value } of updates) {
    const from = planner.storageOf(value);
    if (from.kind === "variable" && from.variable === variable) continue;
    if (!sameShape(variable.shape, value.shape)) {
      throw new EngineError(
        "shape",
        `update of "${variable.name}": the value must have the shape ${formatShape(variable.shape)}, ` +
          `but it has ${formatShape(value.shape)}. Give a value of the variable's shape.`,
      );
    }
    planner.variables.add(variable);
    const sizeBytes = bytesOf(variable);
    planner.copy(from, { kind: "variable", variable, sizeBytes }, `update ${variable.name}`);
  }
  const outputs = new Map<string, Readable>();
  for (const [name, tensor] of Object.entries(spec.outputs)) {
    const storage = planner.storageOf(tensor);
    planner.keep(storage, false);
    outputs.set(name, { tensor, storage, label: name });
  }
  const intermediates = keepsEverything
    ? order.flatMap((node) =>
        node.outputs.map((tensor) => {
          const storage = planner.storageOf(tensor);
          planner.keep(storage, true);
          return { tensor, storage, label: node.label ?? node.op.name };
        }),
      )
    : [];
  const lifetimes: Lifetime[] = planner.temporaries.map(({ sizeBytes, first, last }) => ({
    sizeBytes: sizeBytes + guardBytes,
    first,
    last,
  }));
  const placement = placeLifetimes(lifetimes, adapter.maxBufferSize);
  planner.temporaries.forEach((storage, index) => {
    Object.assign(storage, placement.places[index]);
  });
  const peakBytes = placement.arenaBytes.reduce((sum, bytes) => sum + bytes, 0);
  refuseOverBudget(peakBytes, memoryBudgetBytes);
  return {
    launches: planner.launches,
    inputs: [...planner.inputs.values()],
    outputs,
    intermediates,
    arenaBytes: placement.arenaBytes,
    peakBytes,
    lowerBoundBytes: placement.lowerBoundBytes,
    variables: [...planner.variables],
    temporaries: planner.temporaries,
  };
}
