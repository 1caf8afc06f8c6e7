// A device: the only owner of GPU buffers and pipelines, and the place where its loss is noticed.
import { EngineError } from "../error.ts";
import { type Kernel, kernelSource } from "../graph/kernel.ts";
import type { AdapterFacts } from "./adapter-facts.ts";

/** A range of a buffer, in bytes. */
export interface BufferRange {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** How a device is opened. */
export interface DeviceOptions {
  readonly powerPreference?: GPUPowerPreference;
  /** Accept only an adapter whose description, vendor or architecture contains this text. */
  readonly adapterName?: string;
}

const COPY_DST = 0x8;
const MAP_READ = 0x1;
const READ_MODE = 0x1;

const noAdapter =
  "open device: a WebGPU adapter must be present, but none was found. In Node install a Vulkan " +
  "driver (a software one: Mesa 24 or newer, package mesa-vulkan-drivers); in a browser switch WebGPU on.";

function factsOf(adapter: GPUAdapter): AdapterFacts {
  const { info, limits, features } = adapter;
  const { subgroupMinSize, subgroupMaxSize } = info;
  const text = `${info.vendor} ${info.architecture} ${info.description}`.toLowerCase();
  return {
    vendor: info.vendor,
    architecture: info.architecture,
    description: info.description,
    subgroupSize:
      features.has("subgroups") && subgroupMinSize === subgroupMaxSize
        ? subgroupMinSize
        : undefined,
    hasF16: features.has("shader-f16"),
    hasTimestamps: features.has("timestamp-query"),
    isSoftware: /swiftshader|llvmpipe|lavapipe|software|basic render/.test(text),
    maxBufferSize: limits.maxBufferSize,
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxStorageBuffersPerShaderStage: Math.min(10, limits.maxStorageBuffersPerShaderStage),
    maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
  };
}

/**
 * Opens a device on the first adapter that `gpu` offers, with all optional features kernels may use.
 *
 * @param gpu Dawn's or the browser's entry object; Node must keep it alive for the whole process
 * @throws {EngineError} tag `no-adapter`
 */
export async function openDevice(gpu: GPU, options: DeviceOptions = {}): Promise<Device> {
  const { powerPreference = "high-performance", adapterName } = options;
  const adapter = await gpu.requestAdapter({ powerPreference });
  if (!adapter) throw new EngineError("no-adapter", noAdapter);
  const facts = factsOf(adapter);
  const title = `${facts.description} ${facts.vendor} ${facts.architecture}`;
  if (adapterName && !title.toLowerCase().includes(adapterName.toLowerCase())) {
    throw new EngineError(
      "no-adapter",
      `open device: the adapter's name must contain "${adapterName}", but the adapter found is ` +
        `"${title.trim()}". Leave the name out or give a part of this one.`,
    );
  }
  const wanted: GPUFeatureName[] = ["timestamp-query", "subgroups", "shader-f16"];
  const gpuDevice = await adapter.requestDevice({
    requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
    requiredLimits: {
      maxBufferSize: facts.maxBufferSize,
      maxStorageBufferBindingSize: facts.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: facts.maxStorageBuffersPerShaderStage,
      maxComputeInvocationsPerWorkgroup: facts.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: adapter.limits.maxComputeWorkgroupSizeX,
      maxComputeWorkgroupStorageSize: facts.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: facts.maxComputeWorkgroupsPerDimension,
    },
  });
  return new Device(gpuDevice, facts, [...adapter.features]);
}

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
  readonly #pipelines = new Map<string, Promise<CompiledKernel>>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  readonly #buffers = new Set<GPUBuffer>();
  #failure: EngineError | undefined;

  constructor(gpu: GPUDevice, adapter: AdapterFacts, features: readonly string[]) {
    this.gpu = gpu;
    this.adapter = adapter;
    this.features = features;
    gpu.lost.then(({ reason, message }) => {
      this.#failure ??= new EngineError(
        "device-lost",
        `device: it must stay available, but it was lost (${reason}: ${message || "no message"}). ` +
          "Open a new device and continue from the last checkpoint.",
        { reason },
      );
    });
    gpu.addEventListener("uncapturederror", (event) => {
      this.#failure ??= new EngineError(
        "internal",
        `device: every call must be valid, but the GPU reported "${event.error.message}". Report this.`,
      );
    });
  }

  /** Number of buffers this device holds, for leak tests. */
  get liveBuffers(): number {
    return this.#buffers.size;
  }

  /** Throws the reason when the device was lost or a call was invalid. */
  assertAlive(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Makes a buffer of at least `sizeBytes`, rounded up to 16. */
  createBuffer(sizeBytes: number, usage: number, label: string): GPUBuffer {
    this.assertAlive();
    const size = Math.max(16, Math.ceil(sizeBytes / 16) * 16);
    const buffer = this.gpu.createBuffer({ size, usage, label });
    this.#buffers.add(buffer);
    return buffer;
  }

  /** Frees a buffer made by `createBuffer`. */
  destroyBuffer(buffer: GPUBuffer): void {
    this.#buffers.delete(buffer);
    buffer.destroy();
  }

  /** Runs `make` and turns out-of-memory and validation errors inside it into EngineErrors. */
  async guarded<T>(what: string, make: () => T): Promise<T> {
    this.gpu.pushErrorScope("validation");
    this.gpu.pushErrorScope("out-of-memory");
    const result = make();
    const memory = await this.gpu.popErrorScope();
    const validation = await this.gpu.popErrorScope();
    if (memory) {
      throw new EngineError(
        "limit",
        `${what}: the device must have enough memory, but it ran out (${memory.message}). ` +
          "Use a smaller batch or image size.",
      );
    }
    if (validation) {
      throw new EngineError(
        "internal",
        `${what}: every call must be valid, but the GPU reported "${validation.message}". Report this.`,
      );
    }
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

  /** Compiles a kernel, once per distinct WGSL text. */
  compileKernel(kernel: Kernel): Promise<CompiledKernel> {
    const source = kernelSource(kernel);
    const known = this.#pipelines.get(source);
    if (known !== undefined) return known;
    const compiled = this.#compile(kernel, source);
    this.#pipelines.set(source, compiled);
    return compiled;
  }

  async #compile(kernel: Kernel, source: string): Promise<CompiledKernel> {
    this.assertAlive();
    const layout = this.#layoutOf(kernel.bindings.length, kernel.params.length > 0);
    this.gpu.pushErrorScope("validation");
    const module = this.gpu.createShaderModule({ code: source, label: kernel.name });
    const scope = this.gpu.popErrorScope();
    const { messages } = await module.getCompilationInfo();
    const error = messages.find(({ type }) => type === "error");
    const invalid = await scope;
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

  /** Copies ranges to the host in one submit. */
  async readRanges(ranges: readonly BufferRange[]): Promise<ArrayBuffer[]> {
    this.assertAlive();
    const total = ranges.reduce((sum, { size }) => sum + size, 0);
    const staging = this.createBuffer(total, COPY_DST | MAP_READ, "read-back");
    const encoder = this.gpu.createCommandEncoder();
    let at = 0;
    for (const { buffer, offset, size } of ranges) {
      encoder.copyBufferToBuffer(buffer, offset, staging, at, size);
      at += size;
    }
    this.gpu.queue.submit([encoder.finish()]);
    const bytes = await this.mapForReading(staging, total);
    this.destroyBuffer(staging);
    const starts = ranges.map((_, i) => ranges.slice(0, i).reduce((sum, r) => sum + r.size, 0));
    return ranges.map(({ size }, i) => bytes.slice(starts[i] ?? 0, (starts[i] ?? 0) + size));
  }

  /** Waits for a staging buffer and returns a copy of its bytes; the buffer is unmapped again. */
  async mapForReading(staging: GPUBuffer, sizeBytes: number): Promise<ArrayBuffer> {
    try {
      await staging.mapAsync(READ_MODE);
    } catch (cause) {
      // The lost promise may settle just after the map's rejection.
      await Promise.resolve();
      this.assertAlive();
      throw new EngineError(
        "device-lost",
        `device: results must be readable, but reading failed (${String(cause)}). ` +
          "Open a new device and continue from the last checkpoint.",
        {},
        cause,
      );
    }
    const bytes = staging.getMappedRange(0, Math.ceil(sizeBytes / 4) * 4).slice(0);
    staging.unmap();
    return bytes;
  }

  /** Waits until everything submitted so far has run. */
  async finish(): Promise<void> {
    this.assertAlive();
    await this.gpu.queue.onSubmittedWorkDone();
    this.assertAlive();
  }

  /** Frees every buffer and the device itself. */
  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
    this.#buffers.clear();
    this.gpu.destroy();
  }
}
