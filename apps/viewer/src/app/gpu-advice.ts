// What to say of the GPU: its name, whether it is one, and how to get one.
import type { AdapterFacts } from "@pleura/engine";

/** The adapter in a few words. */
export function adapterName({ description, vendor, architecture }: AdapterFacts): string {
  return (
    description || [vendor, architecture].filter((word) => word !== "").join(" ") || "unnamed GPU"
  );
}

/** What a person can do so that the browser gives WebGPU on a real GPU. */
export function webgpuAdvice(userAgent: string): string {
  if (/Firefox\//.test(userAgent)) {
    return "Firefox: use version 141 or newer on Windows (145 on macOS), or open about:config and set dom.webgpu.enabled to true; or use Chrome or Edge.";
  }
  if (/Linux/.test(userAgent) && /Chrom(e|ium)\//.test(userAgent)) {
    return "Linux: open chrome://flags, enable “Unsafe WebGPU Support” and “Vulkan”, restart the browser, and check chrome://gpu.";
  }
  if (/Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent)) {
    return "Safari: use version 26 or newer, or switch WebGPU on under Develop → Feature Flags; or use Chrome or Edge.";
  }
  return "Use a current Chrome or Edge with hardware acceleration on (Settings → System), update the graphics driver, and check chrome://gpu.";
}
