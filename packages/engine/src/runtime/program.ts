// Programs: a plan with buffers, pipelines and bind groups made once, replayed with one submit per run.
import { type Plan, type PlanOptions, plan, type Readable } from "../compile/plan.ts";
import type { ProgramSpec } from "../compile/program-spec.ts";
import { EngineError } from "../error.ts";
import type { Tensor } from "../graph/op.ts";
import { elementCount, formatShape } from "../graph/shape.ts";
import { bytesOf } from "../graph/tensor-type.ts";
import type { BufferRange, CompiledKernel, Device } from "./device.ts";
import { packAllParams, paramBytes } from "./pack-params.ts";
import { dispatch, type ReadyLaunch, submitProfiled } from "./profiled-submit.ts";
import { type InputBuffer, ProgramMemory, type ReadOnlyMemory } from "./program-memory.ts";
import { StagingPool } from "./staging-pool.ts";
import { upload } from "./upload.ts";
import { dtypeOf, type Numbers, requireUsable } from "./variable.ts";

/** Numbers for each input of a program, by name. */
export type Feeds = Readonly<Record<string, Numbers>>;

/** Results by name. */
export type Results<Names extends string> = Readonly<Record<Names, Numbers>>;

/** A run that was submitted; its results can be read later. */
export interface Submitted<Names extends string> {
  /**
   * Waits for this run and returns copies of its outputs; a second call returns the same promise.
   * Begin to read before 16 more runs are submitted: older unread results are dropped.
   */
  read(): Promise<Results<Names>>;
}

/** A compiled program. Make one with `compile`. */
export class Program<Names extends string = string> {
  readonly plan: Plan;
  readonly #device: Device;
  readonly #launches: ReadyLaunch[] = [];
  readonly #memory: ProgramMemory;
  readonly #staging: StagingPool;
  #isDestroyed = false;

  private constructor(device: Device, made: Plan) {
    this.#device = device;
    this.plan = made;
    this.#memory = new ProgramMemory(device, made);
    this.#staging = new StagingPool(device, made.stateBytes.results);
  }

  /** Makes everything a run needs; see `compile`. */
  static async create<Names extends string>(device: Device, made: Plan): Promise<Program<Names>> {
    const kernels = await Promise.all(made.launches.map((l) => device.compileKernel(l.kernel)));
    const program = new Program<Names>(device, made);
    try {
      await device.guarded("compile", () => program.#allocate(kernels));
    } catch (error) {
      program.destroy();
      throw error;
    }
    return program;
  }

  #allocate(kernels: readonly CompiledKernel[]): void {
    const { params, offsets } = packAllParams(this.plan.launches);
    const { uniform } = this.#memory.allocate(params);
    this.plan.launches.forEach(({ kernel, storages, grid }, index) => {
      const { pipeline, layout } = kernels[index] as CompiledKernel;
      const entries: GPUBindGroupEntry[] = storages.map((storage, binding) => ({
        binding,
        resource: this.#memory.bindingOf(storage),
      }));
      const size = paramBytes(kernel.params.length);
      if (size > 0) {
        const resource = { buffer: uniform, offset: offsets[index] ?? 0, size };
        entries.push({ binding: storages.length, resource });
      }
      const bindGroup = this.#device.gpu.createBindGroup({ layout, entries });
      this.#launches.push({ pipeline, bindGroup, grid });
    });
    this.#device.profiler?.count("bindGroups", this.#launches.length);
  }

  #requireFeeds(feeds: Feeds): void {
    for (const input of this.#memory.inputs) requireFed(input, feeds[input.name]);
  }

  #feed(feeds: Feeds): void {
    for (const { name, buffer } of this.#memory.inputs) {
      upload(this.#device, buffer, 0, feeds[name] as Numbers);
    }
  }

  #assertUsable(): void {
    this.#device.assertAlive();
    if (this.#isDestroyed) {
      throw new EngineError(
        "freed",
        "run: the program must not be destroyed, but it was. Compile it again.",
      );
    }
    for (const variable of this.plan.variables) requireUsable(variable, this.#device);
  }

  #encode(encoder: GPUCommandEncoder): void {
    const pass = encoder.beginComputePass();
    for (const launch of this.#launches) dispatch(pass, launch);
    pass.end();
  }

  /**
   * Submits a run and returns at once; results are read late so that the device never waits. Under a
   * profiler without timestamps it runs launch by launch: read it before anything else uses the device.
   *
   * @throws {EngineError} tags `shape` and `dtype` for feeds, `freed`, `device-lost`
   */
  submit(feeds: Feeds): Submitted<Names> {
    this.#assertUsable();
    this.#requireFeeds(feeds);
    const { profiler } = this.#device;
    if (profiler) {
      // A run that is waited through launch by launch uploads later than the caller may reuse its arrays.
      const kept = profiler.isWallClock ? copyOf(feeds) : feeds;
      const parts = {
        plan: this.plan,
        launches: this.#launches,
        feed: () => this.#feed(kept),
        addOutputs: (encoder: GPUCommandEncoder) => this.#addOutputs(encoder),
      };
      return once(submitProfiled(this.#device, profiler, parts));
    }
    this.#feed(feeds);
    const encoder = this.#device.gpu.createCommandEncoder();
    this.#encode(encoder);
    const read = this.#addOutputs(encoder);
    this.#device.gpu.queue.submit([encoder.finish()]);
    return once(read);
  }

  /**
   * Submits a run of `first` and then one of this program, in one go.
   *
   * @throws {EngineError} tags `shape` and `dtype` for feeds, `freed`, `device-lost`
   */
  submitAfter(first: Program, firstFeeds: Feeds, feeds: Feeds): Submitted<Names> {
    first.#assertUsable();
    first.#requireFeeds(firstFeeds);
    this.#assertUsable();
    this.#requireFeeds(feeds);
    if (this.#device.profiler) {
      // Each program is measured by itself.
      first.submit(firstFeeds);
      return this.submit(feeds);
    }
    first.#feed(firstFeeds);
    this.#feed(feeds);
    const encoder = this.#device.gpu.createCommandEncoder();
    first.#encode(encoder);
    this.#encode(encoder);
    const read = this.#addOutputs(encoder);
    this.#device.gpu.queue.submit([encoder.finish()]);
    return once(read);
  }

  /** Adds copies of the outputs to a run's commands; what it gives waits for them and reads them. */
  #addOutputs(encoder: GPUCommandEncoder): () => Promise<Results<Names>> {
    const outputs = [...this.plan.outputs];
    const slot = outputs.length > 0 ? this.#staging.take() : undefined;
    let at = 0;
    for (const [, { storage, tensor }] of outputs) {
      const { buffer, offset } = this.#memory.rangeOf(storage);
      const size = bytesOf(tensor);
      if (slot) encoder.copyBufferToBuffer(buffer, offset, slot.staging, at, size);
      at += size;
    }
    return async () => {
      if (slot) return this.#staging.read(slot, (mapped) => this.#unpack(mapped));
      await this.#device.finish();
      return {} as Results<Names>;
    };
  }

  /** Copies of all outputs from the staging bytes. */
  #unpack(mapped: ArrayBuffer): Results<Names> {
    const results: Record<string, Numbers> = {};
    let at = 0;
    for (const [name, { tensor }] of this.plan.outputs) {
      const bytes = mapped.slice(at, at + bytesOf(tensor));
      results[name] = tensor.dtype === "u32" ? new Uint32Array(bytes) : new Float32Array(bytes);
      at += bytesOf(tensor);
    }
    return results as Results<Names>;
  }

  /** Runs once and waits for the results. */
  async run(feeds: Feeds = {}): Promise<Results<Names>> {
    return this.submit(feeds).read();
  }

  /** Encodes `count` runs of the launches on the inputs as they are, without submitting: for benches. */
  commands(count: number): GPUCommandBuffer {
    this.#assertUsable();
    const encoder = this.#device.gpu.createCommandEncoder();
    for (let run = 0; run < count; run++) this.#encode(encoder);
    return encoder.finish();
  }

  /** Submits `count` runs of the launches on the same inputs and waits: for benches. */
  async repeat(count: number): Promise<void> {
    this.#device.gpu.queue.submit([this.commands(count)]);
    await this.#device.finish();
  }

  get readyLaunches(): readonly ReadyLaunch[] {
    return this.#launches;
  }

  /** The range of every value a plan with `keepsEverything` keeps, in schedule order. */
  get kept(): readonly (Readable & BufferRange)[] {
    return this.plan.intermediates.map((readable) => ({
      ...readable,
      ...this.#memory.rangeOf(readable.storage),
    }));
  }

  /** The buffers that hold temporaries. */
  get arenas(): readonly GPUBuffer[] {
    return this.#memory.arenas;
  }

  /** Inputs, constants and variables that no launch may change. */
  get readOnly(): readonly ReadOnlyMemory[] {
    return this.#memory.readOnly;
  }

  /** Frees the program's buffers; variables stay. Results that are still being read reject. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#memory.destroy();
    this.#staging.destroy();
  }
}

/** Reads at most once: a second call gives the same promise. */
function once<Names extends string>(read: () => Promise<Results<Names>>): Submitted<Names> {
  let results: Promise<Results<Names>> | undefined;
  return {
    read: () => {
      results ??= read();
      return results;
    },
  };
}

function copyOf(feeds: Feeds): Feeds {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, numbers]) => [name, numbers.slice()]),
  );
}

function requireFed({ name, tensor }: InputBuffer, numbers: Numbers | undefined): void {
  const count = elementCount(tensor.shape);
  if (numbers?.length !== count) {
    throw new EngineError(
      "shape",
      `run: input "${name}" must have ${count} numbers for shape ${formatShape(tensor.shape)}, but ` +
        `${numbers?.length ?? "none"} were given. Feed every input in its shape.`,
    );
  }
  if (dtypeOf(numbers) === tensor.dtype) return;
  throw new EngineError(
    "dtype",
    `run: input "${name}" must be ${tensor.dtype}, but ${dtypeOf(numbers)} numbers were given. ` +
      `Feed a ${tensor.dtype === "u32" ? "Uint32Array" : "Float32Array"}.`,
  );
}

/**
 * Compiles outputs and updates for a device: plan, pipelines, buffers and bind groups, all made once.
 *
 * @throws {EngineError} tags `limit`, `shape`, `dtype`, `compile`, `freed`, `device-lost`
 * @example
 * const step = await compile(device, { outputs: { loss }, updates: adam(loss, parameters) });
 * const { loss } = await step.run({ x: batch, target: clean });
 */
export async function compile<Names extends string>(
  device: Device,
  spec: ProgramSpec & { readonly outputs: Readonly<Record<Names, Tensor>> },
  options: PlanOptions = {},
): Promise<Program<Names>> {
  device.assertAlive();
  return Program.create<Names>(
    device,
    plan(spec, device.adapter, { choose: device.choose, ...options }),
  );
}
