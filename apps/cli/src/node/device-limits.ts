// The limits of a device that decide what fits.
import type { Device } from "@pleura/engine";

/** The limits that decide what fits, in the order they are printed. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
] as const;

/** Those limits by name. */
export function deviceLimits({ gpu }: Device): Readonly<Record<string, number>> {
  return Object.fromEntries(LIMITS.map((name) => [name, gpu.limits[name]]));
}
