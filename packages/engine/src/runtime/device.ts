// A device: the only owner of GPU buffers and pipelines, and the place where its loss is noticed.
import type { ChooseVariant } from "../compile/variants.ts";
import { EngineError } from "../error.ts";
import { type Kernel, kernelSource } from "../graph/kernel.ts";
import type { AdapterFacts } from "./adapter-facts.ts";
import { checkSubgroupSize } from "./check-subgroup-size.ts";
import type { Profiler } from "./profiler.ts";
import { readRanges } from "./read-back.ts";

/** A range of a buffer, in bytes. */
export interface BufferRange {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

const outOfMemory = (what: string, message: string) =>
  new EngineError(
    "limit",
    `${what}: the device must have enough memory, but it ran out (${message}). ` +
      "Use a smaller batch or image size.",
  );

const invalidCall = (what: string, message: string) =>
  new EngineError(
    "internal",
    `${what}: every call must be valid, but the GPU reported "${message}". Report this.`,
  );

/** A compiled kernel with the layout its bind groups must have. */
export interface CompiledKernel {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** An open GPU device. Make one with `openDevice`. */
export class Device {
  readonly gpu: GPUDevice;
  readonly adapter: AdapterFacts;
  /** Names of all features of the adapter, for reports. */
  readonly features: readonly string[];
  /** How programs on this device choose among variants, unless `compile` is told; undefined: built-in tables. */
  readonly choose: ChooseVariant | undefined;
  /** Records what the device does while it is set; `Profiler.attach` sets it. */
  profiler: Profiler | undefined;
  readonly #pipelines = new Map<string, Promise<CompiledKernel>>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  readonly #buffers = new Set<GPUBuffer>();
  #failure: EngineError | undefined;

  constructor(
    gpu: GPUDevice,
    adapter: AdapterFacts,
    features: readonly string[],
    choose?: ChooseVariant,
  ) {
    this.gpu = gpu;
    this.adapter = adapter;
    this.features = features;
    this.choose = choose;
    gpu.lost.then(({ reason, message }) => this.#markLost(reason, message || "no message"));
    gpu.addEventListener("uncapturederror", ({ error }) => {
      this.#failure ??=
        error.constructor.name === "GPUOutOfMemoryError"
          ? outOfMemory("device", error.message)
          : invalidCall("device", error.message);
    });
  }

  #markLost(reason: string, message: string): void {
    this.#failure ??= new EngineError(
      "device-lost",
      `device: it must stay available, but it was lost (${reason}: ${message}). ` +
        "Open a new device and continue from the last checkpoint.",
      { reason },
    );
  }

  /** The error for a failed wait: the reason the device is gone for, or else `what` and the cause. */
  lostBecause(what: string, cause: unknown): EngineError {
    return (
      this.#failure ??
      new EngineError(
        "device-lost",
        `device: ${what} (${String(cause)}). Open a new device and continue from the last checkpoint.`,
        {},
        cause,
      )
    );
  }

  /** Number of buffers this device holds, for leak tests. */
  get liveBuffers(): number {
    return this.#buffers.size;
  }

  /** Bytes of those buffers. */
  get liveBytes(): number {
    let bytes = 0;
    for (const { size } of this.#buffers) bytes += size;
    return bytes;
  }

  /** Throws the reason when the device was lost or a call was invalid. */
  assertAlive(): void {
    if (this.#failure) throw this.#failure;
  }

  /**
   * Makes a buffer of at least `sizeBytes`, rounded up to 16.
   *
   * When memory runs out outside of `guarded`, the next call that checks the device throws tag `limit`.
   *
   * @throws {EngineError} tag `limit` when the adapter has no buffer of that size
   */
  createBuffer(sizeBytes: number, usage: number, label: string): GPUBuffer {
    this.assertAlive();
    const size = Math.max(16, Math.ceil(sizeBytes / 16) * 16);
    const limit = this.adapter.maxBufferSize;
    if (size > limit) {
      throw new EngineError(
        "limit",
        `${label}: a buffer may have ${limit} bytes on this adapter, but ${size} are needed. ` +
          "Use a smaller batch or image size.",
        { size, limit },
      );
    }
    const buffer = this.gpu.createBuffer({ size, usage, label });
    this.#buffers.add(buffer);
    return buffer;
  }

  /** True while a buffer made by `createBuffer` is not freed. */
  holds(buffer: GPUBuffer): boolean {
    return this.#buffers.has(buffer);
  }

  /** Frees a buffer made by `createBuffer`. */
  destroyBuffer(buffer: GPUBuffer): void {
    this.#buffers.delete(buffer);
    buffer.destroy();
  }

  /**
   * Runs `make` and turns out-of-memory and validation errors inside it into EngineErrors.
   *
   * Error scopes are a stack of the whole device, so they are popped before anything is awaited:
   * otherwise scopes of concurrent calls would cross.
   *
   * @throws {EngineError} tags `limit`, `internal`, and whatever `make` throws
   */
  async guarded<T>(what: string, make: () => T): Promise<T> {
    this.gpu.pushErrorScope("validation");
    this.gpu.pushErrorScope("out-of-memory");
    let result: T;
    let scopes: Promise<(GPUError | null)[]>;
    try {
      result = make();
    } finally {
      scopes = Promise.all([this.gpu.popErrorScope(), this.gpu.popErrorScope()]);
      // When `make` threw, nobody waits for the scopes.
      scopes.catch(() => undefined);
    }
    const [memory, validation] = await scopes.catch((cause) => {
      throw this.lostBecause("errors must be readable, but reading them failed", cause);
    });
    if (memory) throw outOfMemory(what, memory.message);
    if (validation) throw invalidCall(what, validation.message);
    return result;
  }

  /** The layout of a kernel's bind group: storage buffers, then the uniform block if there is one. */
  #layoutOf(storageBuffers: number, hasParams: boolean): GPUBindGroupLayout {
    const key = `${storageBuffers} ${hasParams}`;
    const known = this.#layouts.get(key);
    if (known) return known;
    const visibility = 0x4; // GPUShaderStage.COMPUTE
    const entries: GPUBindGroupLayoutEntry[] = Array.from(
      { length: storageBuffers },
      (_, binding) => ({ binding, visibility, buffer: { type: "storage" } }),
    );
    if (hasParams) {
      entries.push({ binding: storageBuffers, visibility, buffer: { type: "uniform" } });
    }
    const layout = this.gpu.createBindGroupLayout({ entries });
    this.#layouts.set(key, layout);
    return layout;
  }

  /**
   * Compiles a kernel, once per distinct WGSL text.
   *
   * @throws {EngineError} tag `limit` when it is written for another subgroup size, or else `compile`
   */
  async compileKernel(kernel: Kernel): Promise<CompiledKernel> {
    checkSubgroupSize(kernel, this.adapter);
    const source = kernelSource(kernel);
    const known = this.#pipelines.get(source);
    const { profiler } = this;
    profiler?.count(known === undefined ? "pipelines" : "pipelineHits");
    if (known !== undefined) return known;
    const make = () => this.#compile(kernel, source);
    const compiled = profiler ? profiler.timeAsync("compile", kernel.name, make) : make();
    this.#pipelines.set(source, compiled);
    return compiled;
  }

  async #compile(kernel: Kernel, source: string): Promise<CompiledKernel> {
    this.assertAlive();
    const layout = this.#layoutOf(kernel.bindings.length, kernel.params.length > 0);
    this.gpu.pushErrorScope("validation");
    const module = this.gpu.createShaderModule({ code: source, label: kernel.name });
    const [invalid, { messages }] = await Promise.all([
      this.gpu.popErrorScope(),
      module.getCompilationInfo(),
    ]).catch((cause) => {
      throw this.lostBecause("shaders must compile, but waiting for one failed", cause);
    });
    const error = messages.find(({ type }) => type === "error");
    if (error || invalid) {
      const line = source.split("\n")[(error?.lineNum ?? 1) - 1] ?? "";
      throw new EngineError(
        "compile",
        `${kernel.name}: the WGSL must compile, but line ${error?.lineNum ?? 0}:${error?.linePos ?? 0} ` +
          `says: ${error?.message ?? invalid?.message}. The line is: ${line.trim()}`,
        { source },
      );
    }
    try {
      const pipeline = await this.gpu.createComputePipelineAsync({
        label: kernel.name,
        layout: this.gpu.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module, entryPoint: "main" },
      });
      return { pipeline, layout };
    } catch (cause) {
      this.assertAlive();
      throw new EngineError(
        "compile",
        `${kernel.name}: the pipeline must compile, but the driver says: ${String(cause)}. ` +
          "Report the adapter and this message.",
        { source },
        cause,
      );
    }
  }

  /**
   * Copies ranges to the host, at most 64 MiB of them per submit: submit nothing that writes them
   * before the promise settles.
   */
  readRanges(ranges: readonly BufferRange[]): Promise<ArrayBuffer[]> {
    return readRanges(this, ranges);
  }

  /** Waits until everything submitted so far has run. */
  async finish(): Promise<void> {
    this.assertAlive();
    try {
      await this.gpu.queue.onSubmittedWorkDone();
    } catch (cause) {
      await Promise.resolve();
      throw this.lostBecause("submitted work must end, but waiting for it failed", cause);
    }
    this.assertAlive();
  }

  /** Frees every buffer and the device itself. */
  destroy(): void {
    this.#markLost("destroyed", "by its owner");
    for (const buffer of this.#buffers) buffer.destroy();
    this.#buffers.clear();
    this.gpu.destroy();
  }
}
