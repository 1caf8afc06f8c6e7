// The planner: turns steps into launches, gives each tensor its memory and notes how long it lives.
import { EngineError } from "../error.ts";
import { tensorKey } from "../graph/gradients.ts";
import {
  type BufferRef,
  type Kernel,
  type Launch,
  linearGrid,
  linearMain,
} from "../graph/kernel.ts";
import type { Cost, OpNode, Tensor } from "../graph/op.ts";
import { readVariable } from "../graph/tensor.ts";
import { bytesOf, halfBytesOf, type TensorType } from "../graph/tensor-type.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";
import { checkBindingSize } from "../runtime/check-binding-size.ts";
import type { Variable } from "../runtime/variable.ts";
import { ownerOf } from "../runtime/variable-part.ts";
import { extendLaunches } from "./epilogue.ts";
import type { FusedStep, OpStep, Step } from "./fuse.ts";
import { lowerFused } from "./fused-kernel.ts";
import { halveBindings } from "./half-kernel.ts";
import { allowsHalf, castLaunch, storedShare } from "./half-storage.ts";
import { launchCosts } from "./launch-cost.ts";
import { checkLaunch, type PlannedLaunch } from "./planned-launch.ts";
import { isHalf, memoryOwner, type Storage, type TemporaryStorage } from "./storage.ts";
import { type ChooseVariant, variantOf } from "./variants.ts";

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

/** A buffer that a launch may bind, with its memory. */
interface KnownRef {
  readonly storage: Storage;
  readonly isWritten: boolean;
}

/** What a planner may decide. */
interface PlannerOptions {
  /** Picks among the variants of ops; without it their built-in tables do. */
  readonly choose?: ChooseVariant | undefined;
  /** Keys of the tensors stored in half precision; undefined when none may be, filters neither. */
  readonly half?: ReadonlySet<object | string> | undefined;
}

/** Builds a plan step by step. `plan` drives it. */
export class Planner {
  readonly #adapter: AdapterFacts;
  readonly #choose: ChooseVariant | undefined;
  readonly #written: ReadonlySet<Variable>;
  readonly #storages = new Map<object | string, Storage>();
  readonly #half: ReadonlySet<object | string> | undefined;
  readonly #halfCopies = new Map<Variable, TemporaryStorage>();
  readonly #oldValues = new Map<Variable, Storage>();
  readonly #refs = new Map<BufferRef, KnownRef>();
  readonly temporaries: TemporaryStorage[] = [];
  readonly launches: PlannedLaunch[] = [];

  /**
   * @param written variables that the program changes
   * @param options what the planner may decide
   */
  constructor(
    adapter: AdapterFacts,
    written: ReadonlySet<Variable>,
    { choose, half }: PlannerOptions = {},
  ) {
    this.#half = half;
    this.#adapter = adapter;
    this.#choose = choose;
    this.#written = new Set([...written].map(ownerOf));
  }

  /** Every storage that is no temporary. */
  get lasting(): readonly Exclude<Storage, TemporaryStorage>[] {
    return [...new Set(this.#storages.values())].filter((storage) => storage.kind !== "temporary");
  }

  #temporary(what: string, type: TensorType, isHalf = false): TemporaryStorage {
    const sizeBytes = isHalf ? halfBytesOf(type) : bytesOf(type);
    checkBindingSize(this.#adapter, what, type.shape, sizeBytes);
    const now = this.launches.length;
    const storage: TemporaryStorage = {
      kind: "temporary",
      sizeBytes,
      shape: type.shape,
      label: what,
      isHalf,
      first: now,
      last: now,
      arena: 0,
      offset: 0,
    };
    this.temporaries.push(storage);
    return storage;
  }

  #make(owner: Tensor): Storage {
    const { source } = owner;
    const sizeBytes = bytesOf(owner);
    if (source.kind === "variable")
      return { kind: "variable", variable: source.variable, sizeBytes };
    if (source.kind === "op") {
      const isHalf = this.#half?.has(tensorKey(owner));
      return this.#temporary(source.node.label ?? source.node.op.name, owner, isHalf);
    }
    const what = source.kind === "input" ? `input "${source.name}"` : "constant";
    checkBindingSize(this.#adapter, what, owner.shape, sizeBytes);
    return { kind: source.kind, tensor: owner, sizeBytes };
  }

  /** The memory behind a tensor; views and overwriting outputs share that of their input. */
  storageOf(tensor: Tensor): Storage {
    const { owner } = memoryOwner(tensor);
    const key = tensorKey(owner);
    const storage = this.#storages.get(key) ?? this.#make(owner);
    this.#storages.set(key, storage);
    return storage;
  }

  /**
   * The memory that still holds a tensor's value once variables are overwritten: for an old value
   * of such a variable a copy, made now when it is asked for first.
   */
  valueOf(tensor: Tensor): Storage {
    const { owner, isOverwritten } = memoryOwner(tensor);
    const storage = this.storageOf(owner);
    if (isOverwritten || storage.kind !== "variable") return storage;
    const { variable } = storage;
    if (!this.#written.has(ownerOf(variable))) return storage;
    let old = this.#oldValues.get(variable);
    if (!old) {
      const label = `old value of ${variable.name}`;
      old = this.#temporary(label, variable);
      this.copy(storage, old, label);
      this.#oldValues.set(variable, old);
    }
    return old;
  }

  #push(launch: PlannedLaunch): void {
    checkLaunch(launch, this.#adapter);
    for (const storage of launch.storages) {
      if (storage.kind === "temporary") storage.last = this.launches.length;
    }
    this.launches.push(launch);
  }

  /** Copies one storage to another with a launch of its own. */
  copy(from: Storage, to: Storage, label: string): void {
    const count = to.sizeBytes / 4;
    const grid = linearGrid(Math.ceil(count / 64));
    const cost = { flops: 0, bytes: 2 * to.sizeBytes };
    const storages = [from, to];
    this.#push({ kernel: copyKernel, params: { count }, grid, label, cost, storages });
  }

  #known(ref: BufferRef, label: string): KnownRef {
    const known = this.#refs.get(ref);
    if (known) return known;
    throw new EngineError(
      "internal",
      `${label}: a launch may bind inputs, outputs and scratch of its node, but it binds ` +
        "something else. Report this.",
    );
  }

  /**
   * Adds a launch. WebGPU forbids binding a buffer twice when one binding is writable, so the
   * written binding, or else the first, keeps the buffer and the others read copies.
   */
  #launch(launch: Launch, label: string, cost: Cost, variant?: string): void {
    const refs = launch.buffers.map((ref) => ({ type: ref.type, ...this.#known(ref, label) }));
    const keeper = new Map<Storage, KnownRef>();
    for (const ref of refs) {
      const rival = keeper.get(ref.storage);
      if (rival?.isWritten && ref.isWritten) {
        throw new EngineError(
          "internal",
          `${label}: a launch may write a buffer through one binding, but ` +
            `"${launch.kernel.name}" writes one through two. Report this.`,
        );
      }
      if (!rival || ref.isWritten) keeper.set(ref.storage, ref);
    }
    const storages = refs.map((ref) => {
      if (keeper.get(ref.storage) === ref) {
        // A ref that is bound a second time gets a copy.
        keeper.delete(ref.storage);
        return ref.storage;
      }
      const { sizeBytes } = ref.storage;
      const type = { shape: [sizeBytes / (isHalf(ref.storage) ? 2 : 4)], dtype: "u32" } as const;
      const twin = this.#temporary(`copy for ${label}`, type, isHalf(ref.storage));
      this.copy(ref.storage, twin, `copy for ${label}`);
      return twin;
    });
    const { params, grid } = launch;
    const kernel = halveBindings(launch.kernel, storages.map(isHalf));
    const bytes =
      cost.bytes * storedShare(refs.map(({ type, storage }) => [type, isHalf(storage)]));
    this.#push({ kernel, params, grid, label, cost: { ...cost, bytes }, storages, variant });
  }

  #ref(type: TensorType, storage: Storage, isWritten: boolean): BufferRef {
    const ref: BufferRef = {
      type: { shape: type.shape, dtype: type.dtype },
      isHalf: isHalf(storage),
    };
    this.#refs.set(ref, { storage, isWritten });
    return ref;
  }

  #addFused(step: FusedStep): void {
    const root = step.nodes[step.nodes.length - 1] as OpNode;
    const inputs = step.inputs.map((tensor) => this.#ref(tensor, this.storageOf(tensor), false));
    const output = this.#ref(step.output, this.storageOf(step.output), true);
    const { launch, flops } = lowerFused(step, [...inputs, output]);
    const cost = { flops, bytes: bytesOf(...step.inputs, step.output) };
    this.#launch(launch, root.label ?? root.op.name, cost);
  }

  /** The copy in half precision of a variable, made now when it is asked for first. */
  #halfCopyOf(variable: Variable): Storage {
    const known = this.#halfCopies.get(variable);
    if (known) return known;
    const label = `f16 of ${variable.name}`;
    const copy = this.#temporary(label, variable, true);
    this.#halfCopies.set(variable, copy);
    const from = this.#ref(variable, this.storageOf(readVariable(variable)), false);
    const { launch, cost } = castLaunch(from, this.#ref(variable, copy, true));
    this.#launch(launch, label, cost);
    return copy;
  }

  /** What a node that overwrites nothing reads of its input: a filter in half precision where the op allows it. */
  #inputOf(node: OpNode, tensor: Tensor, index: number): Storage {
    const storage = this.storageOf(tensor);
    const isCast = this.#half && storage.kind === "variable" && tensor.dtype === "f32";
    if (!isCast || !allowsHalf(node.op.half?.inputs, index, tensor)) return storage;
    return this.#halfCopyOf(storage.variable);
  }

  #addNode({ node, epilogues }: OpStep): void {
    const label = node.label ?? node.op.name;
    const overwritten = new Set((node.op.overwrites ?? []).map(([, input]) => input));
    const isLate = overwritten.size > 0;
    const variant = variantOf(node, this.#adapter, this.#choose);
    const outputs = node.outputs.map((tensor): BufferRef => {
      const { shape, dtype } = tensor;
      return { type: { shape, dtype }, isHalf: this.#half?.has(tensorKey(tensor)) ?? false };
    });
    const inputs = node.inputs.map((tensor, index) => {
      const isWritten = overwritten.has(index);
      if (isWritten) return this.#ref(tensor, this.storageOf(tensor), true);
      const reads = isLate ? this.valueOf(tensor) : this.#inputOf(node, tensor, index);
      return this.#ref(tensor, reads, false);
    });
    const lowered =
      node.op.lower?.({
        inputs,
        outputs,
        attrs: node.attrs,
        adapter: this.#adapter,
        variant,
        scratch: (type, isHalf) =>
          this.#ref(type, this.#temporary(`scratch of ${label}`, type, isHalf), true),
      }) ?? [];
    const refOf = (tensor: Tensor) => outputs[node.outputs.indexOf(tensor)];
    const refsOf = (tensor: Tensor) =>
      inputs.filter((ref) => this.#refs.get(ref)?.storage === this.storageOf(tensor));
    const { launches, taken } = extendLaunches(lowered, epilogues, refOf, refsOf, this.#adapter);
    // Where a chain is computed while an output is stored, its result takes the output's place.
    node.outputs.forEach((tensor, index) => {
      const chain = [...taken].find(({ from }) => from === tensor)?.step;
      const storage = this.storageOf(chain?.output ?? tensor);
      this.#refs.set(outputs[index] as BufferRef, { storage, isWritten: true });
    });
    const cost = node.op.cost?.(node.inputs, node.outputs, node.attrs) ?? {
      flops: 0,
      bytes: bytesOf(...node.inputs, ...node.outputs),
    };
    const costs = launchCosts(launches, cost);
    for (const [at, { operands, chainFlops, ...launch }] of launches.entries()) {
      const read = operands.map((tensor) => this.#ref(tensor, this.storageOf(tensor), false));
      const own = costs[at] ?? cost;
      const chained = {
        flops: own.flops + chainFlops,
        bytes: own.bytes + bytesOf(...operands),
      };
      this.#launch({ ...launch, buffers: [...launch.buffers, ...read] }, label, chained, variant);
    }
    for (const epilogue of epilogues) if (!taken.has(epilogue)) this.#addFused(epilogue.step);
  }

  /** Adds the launches of a step. */
  addStep(step: Step): void {
    if (step.kind === "fused") this.#addFused(step);
    else this.#addNode(step);
  }

  /** Keeps a temporary alive to the end, so that it can be read back. */
  keep(storage: Storage, isFromStart: boolean): void {
    if (storage.kind !== "temporary") return;
    storage.last = Math.max(storage.last, this.launches.length);
    if (isFromStart) storage.first = 0;
  }
}
