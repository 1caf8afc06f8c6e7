// What the compiler knows of the adapter: plain facts, so that plans can be made without a device.

/** Facts of an adapter that decide which kernel variants may be used and what fits. */
export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** Invocations per subgroup when it is the same for every kernel and subgroups are enabled; else undefined. */
  readonly subgroupSize: number | undefined;
  readonly hasF16: boolean;
  readonly hasTimestamps: boolean;
  readonly isSoftware: boolean;
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxStorageBuffersPerShaderStage: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** WebGPU's guaranteed floor without optional features: what a plan may assume of any adapter. */
export const baselineAdapter: AdapterFacts = {
  vendor: "",
  architecture: "",
  description: "WebGPU baseline",
  subgroupSize: undefined,
  hasF16: false,
  hasTimestamps: false,
  isSoftware: false,
  maxBufferSize: 268_435_456,
  maxStorageBufferBindingSize: 134_217_728,
  maxStorageBuffersPerShaderStage: 8,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 16_384,
  maxComputeWorkgroupsPerDimension: 65_535,
};
