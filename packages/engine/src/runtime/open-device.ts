// Opens a device on the adapter that a GPU object offers.
import type { ChooseVariant } from "../compile/variants.ts";
import { EngineError } from "../error.ts";
import type { AdapterFacts } from "./adapter-facts.ts";
import { Device } from "./device.ts";

/** Optional features that kernels use where the adapter has them. */
const usedFeatures = ["timestamp-query", "subgroups", "shader-f16"] as const;

/** An optional feature that kernels use where the adapter has it. */
export type UsedFeature = (typeof usedFeatures)[number];

/** Limits of an adapter by which plans are made. */
export type PlanningLimits = Pick<
  AdapterFacts,
  | "maxBufferSize"
  | "maxStorageBufferBindingSize"
  | "maxStorageBuffersPerShaderStage"
  | "maxComputeInvocationsPerWorkgroup"
  | "maxComputeWorkgroupStorageSize"
  | "maxComputeWorkgroupsPerDimension"
>;

/** How a device is opened. */
export interface DeviceOptions {
  readonly powerPreference?: GPUPowerPreference;
  /** Accept only an adapter whose description, vendor or architecture contains this text. */
  readonly adapterName?: string;
  /** Choices among variants for the adapter that was found, such as those of a tuning table. */
  readonly chooseFor?: ((adapter: AdapterFacts) => ChooseVariant | undefined) | undefined;
  /** Features to leave unused although the adapter has them: how a plainer adapter is tried out. */
  readonly without?: readonly UsedFeature[];
  /** Limits below the adapter's: how a smaller adapter is tried out. */
  readonly limits?: Partial<PlanningLimits>;
}

const driverAdvice =
  "In Node install a Vulkan driver (a software one: Mesa 24 or newer, package " +
  "mesa-vulkan-drivers); in a browser switch WebGPU on.";

function limitsOf({ limits }: GPUAdapter, asked: Partial<PlanningLimits>): PlanningLimits {
  const lesser = (name: keyof PlanningLimits) =>
    Math.min(limits[name], asked[name] ?? Number.POSITIVE_INFINITY);
  return {
    maxBufferSize: lesser("maxBufferSize"),
    maxStorageBufferBindingSize: lesser("maxStorageBufferBindingSize"),
    maxStorageBuffersPerShaderStage: Math.min(10, lesser("maxStorageBuffersPerShaderStage")),
    maxComputeInvocationsPerWorkgroup: lesser("maxComputeInvocationsPerWorkgroup"),
    maxComputeWorkgroupStorageSize: lesser("maxComputeWorkgroupStorageSize"),
    maxComputeWorkgroupsPerDimension: lesser("maxComputeWorkgroupsPerDimension"),
  };
}

function factsOf(
  { info }: GPUAdapter,
  features: readonly UsedFeature[],
  limits: PlanningLimits,
): AdapterFacts {
  const { subgroupMinSize, subgroupMaxSize } = info;
  const text = `${info.vendor} ${info.architecture} ${info.description}`.toLowerCase();
  return {
    vendor: info.vendor,
    architecture: info.architecture,
    description: info.description,
    subgroupSize:
      features.includes("subgroups") && subgroupMinSize === subgroupMaxSize
        ? subgroupMinSize
        : undefined,
    hasF16: features.includes("shader-f16"),
    hasTimestamps: features.includes("timestamp-query"),
    isSoftware: /swiftshader|llvmpipe|lavapipe|software|basic render/.test(text),
    ...limits,
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
  const { powerPreference = "high-performance", adapterName, without = [] } = options;
  const adapter = await requestAdapter(gpu, { powerPreference });
  const features = usedFeatures.filter(
    (feature) => adapter.features.has(feature) && !without.includes(feature),
  );
  const limits = limitsOf(adapter, options.limits ?? {});
  const facts = factsOf(adapter, features, limits);
  const title = `${facts.description} ${facts.vendor} ${facts.architecture}`;
  if (adapterName && !title.toLowerCase().includes(adapterName.toLowerCase())) {
    throw new EngineError(
      "no-adapter",
      `open device: the adapter's name must contain "${adapterName}", but the adapter found is ` +
        `"${title.trim()}". Leave the name out or give a part of this one.`,
    );
  }
  const choose = options.chooseFor?.(facts);
  try {
    const gpuDevice = await adapter.requestDevice({
      requiredFeatures: features,
      requiredLimits: {
        ...limits,
        maxComputeWorkgroupSizeX: Math.min(
          adapter.limits.maxComputeWorkgroupSizeX,
          limits.maxComputeInvocationsPerWorkgroup,
        ),
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
