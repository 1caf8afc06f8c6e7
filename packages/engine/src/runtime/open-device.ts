// Opens a device on the adapter that a GPU object offers.
import type { ChooseVariant } from "../compile/variants.ts";
import { EngineError } from "../error.ts";
import type { AdapterFacts } from "./adapter-facts.ts";
import { Device } from "./device.ts";

/** How a device is opened. */
export interface DeviceOptions {
  readonly powerPreference?: GPUPowerPreference;
  /** Accept only an adapter whose description, vendor or architecture contains this text. */
  readonly adapterName?: string;
  /** Choices among variants for the adapter that was found, such as those of a tuning table. */
  readonly chooseFor?: ((adapter: AdapterFacts) => ChooseVariant | undefined) | undefined;
}

const driverAdvice =
  "In Node install a Vulkan driver (a software one: Mesa 24 or newer, package " +
  "mesa-vulkan-drivers); in a browser switch WebGPU on.";

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

async function requestAdapter(gpu: GPU, options: GPURequestAdapterOptions): Promise<GPUAdapter> {
  let adapter: GPUAdapter | null;
  try {
    adapter = await gpu.requestAdapter(options);
  } catch (cause) {
    throw new EngineError(
      "no-adapter",
      `open device: a WebGPU adapter must be present, but asking for one failed (${String(cause)}). ` +
        driverAdvice,
      {},
      cause,
    );
  }
  if (adapter) return adapter;
  throw new EngineError(
    "no-adapter",
    `open device: a WebGPU adapter must be present, but none was found. ${driverAdvice}`,
  );
}

/**
 * Opens a device on the first adapter that `gpu` offers, with all optional features kernels may use.
 *
 * @param gpu Dawn's or the browser's entry object; Node must keep it alive for the whole process
 * @throws {EngineError} tag `no-adapter`
 */
export async function openDevice(gpu: GPU, options: DeviceOptions = {}): Promise<Device> {
  const { powerPreference = "high-performance", adapterName } = options;
  const adapter = await requestAdapter(gpu, { powerPreference });
  const facts = factsOf(adapter);
  const title = `${facts.description} ${facts.vendor} ${facts.architecture}`;
  if (adapterName && !title.toLowerCase().includes(adapterName.toLowerCase())) {
    throw new EngineError(
      "no-adapter",
      `open device: the adapter's name must contain "${adapterName}", but the adapter found is ` +
        `"${title.trim()}". Leave the name out or give a part of this one.`,
    );
  }
  const choose = options.chooseFor?.(facts);
  const wanted: GPUFeatureName[] = ["timestamp-query", "subgroups", "shader-f16"];
  try {
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
    return new Device(gpuDevice, facts, [...adapter.features], choose);
  } catch (cause) {
    throw new EngineError(
      "no-adapter",
      `open device: the adapter "${title.trim()}" must give a device, but it refused ` +
        `(${String(cause)}). Update its driver or use another adapter.`,
      {},
      cause,
    );
  }
}
