// Programs: a plan with buffers, pipelines and bind groups made once, replayed with one submit per run.

import { offsetAlignment } from "../compile/place.ts";
import { type Plan, type PlanOptions, plan, type Readable } from "../compile/plan.ts";
import type { ProgramSpec } from "../compile/program-spec.ts";
import { EngineError } from "../error.ts";
import type { KernelParam } from "../graph/kernel.ts";
import type { Tensor } from "../graph/op.ts";
import { elementCount, formatShape } from "../graph/shape.ts";
import type { BufferRange, Device } from "./device.ts";
import type { Numbers } from "./variable.ts";

/** Numbers for each input of a program, by name. */
export type Feeds = Readonly<Record<string, Numbers>>;

/** Results by name. */
export type Results<Names extends string> = Readonly<Record<Names, Numbers>>;

/** A run that was submitted; its results can be read later. */
export interface Submitted<Names extends string> {
  /** Waits for this run and returns copies of its outputs. May be called once. */
  read(): Promise<Results<Names>>;
}

interface ReadyLaunch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly grid: readonly [number, number, number];
}

const STORAGE = 0x80;
const UNIFORM = 0x40;
const COPY_SRC = 0x4;
const COPY_DST = 0x8;
const MAP_READ = 0x1;

/** Packs parameter values as WGSL lays out a struct of scalars. */
function packParams(params: readonly KernelParam[], values: Readonly<Record<string, number>>) {
  const view = new DataView(new ArrayBuffer(Math.ceil((4 * params.length) / 16) * 16));
  params.forEach(({ name, type }, index) => {
    const value = values[name];
    if (value === undefined) {
      throw new EngineError("internal", `launch: parameter "${name}" must have a value.`);
    }
    if (type === "f32") view.setFloat32(4 * index, value, true);
    else if (type === "i32") view.setInt32(4 * index, value, true);
    else view.setUint32(4 * index, value, true);
  });
  return new Uint8Array(view.buffer);
}

/** A compiled program. Make one with `compile`. */
export class Program<Names extends string = string> {
  readonly plan: Plan;
  readonly #device: Device;
  readonly #launches: ReadyLaunch[] = [];
  readonly #buffers: GPUBuffer[] = [];
  readonly #inputs = new Map<string, { buffer: GPUBuffer; count: number; shape: string }>();
  readonly #ranges = new Map<Readable, BufferRange>();
  readonly #staging: GPUBuffer[] = [];
  readonly #stagingBytes: number;
  #isDestroyed = false;

  private constructor(device: Device, made: Plan) {
    this.#device = device;
    this.plan = made;
    this.#stagingBytes = [...made.outputs.values()].reduce((n, r) => n + this.#sizeOf(r), 0);
  }

  /** Makes everything a run needs; see `compile`. */
  static async create<Names extends string>(device: Device, made: Plan): Promise<Program<Names>> {
    const program = new Program<Names>(device, made);
    const kernels = await Promise.all(made.launches.map((l) => device.compileKernel(l.kernel)));
    await device.guarded("compile", () => program.#allocate(kernels));
    return program;
  }

  #sizeOf({ tensor }: Readable): number {
    return 4 * elementCount(tensor.shape);
  }

  #own(sizeBytes: number, usage: number, label: string): GPUBuffer {
    const buffer = this.#device.createBuffer(sizeBytes, usage, label);
    this.#buffers.push(buffer);
    return buffer;
  }

  #allocate(kernels: readonly { pipeline: GPUComputePipeline; layout: GPUBindGroupLayout }[]) {
    const { gpu } = this.#device;
    const arenas = this.plan.arenaBytes.map((bytes, index) =>
      this.#own(bytes, STORAGE | COPY_SRC | COPY_DST, `arena ${index}`),
    );
    for (const tensor of this.plan.inputs) {
      if (tensor.source.kind !== "input") continue;
      const count = elementCount(tensor.shape);
      const { name } = tensor.source;
      const buffer = this.#own(4 * count, STORAGE | COPY_DST | COPY_SRC, `input ${name}`);
      this.#inputs.set(name, { buffer, count, shape: formatShape(tensor.shape) });
    }
    const constants = new Map<object, GPUBuffer>();
    const rangeOf = (storage: Readable["storage"]): BufferRange => {
      const size = storage.sizeBytes;
      if (storage.kind === "variable") return { buffer: storage.variable.buffer, offset: 0, size };
      if (storage.kind === "temporary") {
        return { buffer: arenas[storage.arena] as GPUBuffer, offset: storage.offset, size };
      }
      const { source } = storage.tensor;
      if (source.kind === "input") {
        const own = this.#inputs.get(source.name);
        return { buffer: own?.buffer as GPUBuffer, offset: 0, size };
      }
      if (source.kind !== "constant")
        throw new EngineError("internal", "program: unknown storage.");
      let buffer = constants.get(source.data);
      if (!buffer) {
        buffer = this.#own(size, STORAGE | COPY_DST | COPY_SRC, "constant");
        gpu.queue.writeBuffer(buffer, 0, source.data as Float32Array<ArrayBuffer>);
        constants.set(source.data, buffer);
      }
      return { buffer, offset: 0, size };
    };
    for (const readable of [...this.plan.outputs.values(), ...this.plan.intermediates]) {
      this.#ranges.set(readable, rangeOf(readable.storage));
    }
    const { params, offsets } = this.#packAllParams();
    const uniform = this.#own(params.byteLength, UNIFORM | COPY_DST, "params");
    gpu.queue.writeBuffer(uniform, 0, params);
    this.plan.launches.forEach((launch, index) => {
      const compiled = kernels[index];
      if (!compiled) return;
      const entries: GPUBindGroupEntry[] = launch.storages.map((storage, binding) => ({
        binding,
        resource: rangeOf(storage),
      }));
      const size = Math.ceil((4 * launch.kernel.params.length) / 16) * 16;
      if (size > 0) {
        const resource = { buffer: uniform, offset: offsets[index] ?? 0, size };
        entries.push({ binding: launch.storages.length, resource });
      }
      const bindGroup = gpu.createBindGroup({ layout: compiled.layout, entries });
      this.#launches.push({ pipeline: compiled.pipeline, bindGroup, grid: launch.grid });
    });
  }

  /** All launches' parameters in one block; equal blocks are stored once. */
  #packAllParams(): { params: Uint8Array<ArrayBuffer>; offsets: number[] } {
    const known = new Map<string, number>();
    const blocks: Uint8Array[] = [];
    const offsets = this.plan.launches.map(({ kernel, params }) => {
      const block = packParams(kernel.params, params);
      const key = block.join();
      const at = known.get(key) ?? blocks.length * offsetAlignment;
      if (!known.has(key)) {
        if (block.length > offsetAlignment) {
          throw new EngineError("internal", `${kernel.name}: at most 64 parameters are allowed.`);
        }
        known.set(key, at);
        blocks.push(block);
      }
      return at;
    });
    const params = new Uint8Array(Math.max(1, blocks.length) * offsetAlignment);
    blocks.forEach((block, index) => {
      params.set(block, index * offsetAlignment);
    });
    return { params, offsets };
  }

  #feed(feeds: Feeds): void {
    for (const [name, { buffer, count, shape }] of this.#inputs) {
      const numbers = feeds[name];
      if (numbers?.length !== count) {
        throw new EngineError(
          "shape",
          `run: input "${name}" must have ${count} numbers for shape ${shape}, but ` +
            `${numbers?.length ?? "none"} were given. Feed every input in its shape.`,
        );
      }
      this.#device.gpu.queue.writeBuffer(buffer, 0, numbers as Float32Array<ArrayBuffer>);
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
  }

  #encode(encoder: GPUCommandEncoder): void {
    const pass = encoder.beginComputePass();
    for (const { pipeline, bindGroup, grid } of this.#launches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(grid[0], grid[1], grid[2]);
    }
    pass.end();
  }

  /** Submits a run and returns at once; results are read late so that the device never waits. */
  submit(feeds: Feeds): Submitted<Names> {
    this.#assertUsable();
    this.#feed(feeds);
    const { gpu } = this.#device;
    const encoder = gpu.createCommandEncoder();
    this.#encode(encoder);
    const outputs = [...this.plan.outputs];
    const staging =
      outputs.length === 0
        ? undefined
        : (this.#staging.pop() ??
          this.#own(this.#stagingBytes, COPY_DST | MAP_READ, "staging for outputs"));
    let at = 0;
    for (const [, readable] of outputs) {
      const { buffer, offset } = this.#ranges.get(readable) as BufferRange;
      const size = this.#sizeOf(readable);
      if (staging) encoder.copyBufferToBuffer(buffer, offset, staging, at, size);
      at += size;
    }
    gpu.queue.submit([encoder.finish()]);
    return {
      read: async () => {
        const results: Record<string, Numbers> = {};
        if (!staging) return results as Results<Names>;
        const bytes = await this.#device.mapForReading(staging, this.#stagingBytes);
        this.#device.assertAlive();
        this.#staging.push(staging);
        let start = 0;
        for (const [name, readable] of outputs) {
          const size = this.#sizeOf(readable);
          const range = bytes.slice(start, start + size);
          const isWhole = readable.tensor.dtype === "u32";
          results[name] = isWhole ? new Uint32Array(range) : new Float32Array(range);
          start += size;
        }
        return results as Results<Names>;
      },
    };
  }

  /** Runs once and waits for the results. */
  async run(feeds: Feeds = {}): Promise<Results<Names>> {
    return this.submit(feeds).read();
  }

  /** Submits `count` runs of the launches on the same inputs and waits: for benches. */
  async repeat(count: number): Promise<void> {
    this.#assertUsable();
    const encoder = this.#device.gpu.createCommandEncoder();
    for (let run = 0; run < count; run++) this.#encode(encoder);
    this.#device.gpu.queue.submit([encoder.finish()]);
    await this.#device.finish();
  }

  /** The range of every value a plan with `keepsEverything` keeps, in schedule order. */
  get kept(): readonly (Readable & BufferRange)[] {
    return this.plan.intermediates.map((readable) => ({
      ...readable,
      ...(this.#ranges.get(readable) as BufferRange),
    }));
  }

  /** The buffers that hold temporaries. */
  get arenas(): readonly GPUBuffer[] {
    return this.#buffers.slice(0, this.plan.arenaBytes.length);
  }

  /** Frees the program's buffers; variables stay. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    for (const buffer of this.#buffers) this.#device.destroyBuffer(buffer);
  }
}

/**
 * Compiles outputs and updates for a device: plan, pipelines, buffers and bind groups, all made once.
 *
 * @throws {EngineError} tags `limit`, `shape`, `compile`, `device-lost`
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
  return Program.create<Names>(device, plan(spec, device.adapter, options));
}
