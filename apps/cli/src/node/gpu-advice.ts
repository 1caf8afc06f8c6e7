// What is missing on this machine and what to type to get it.
import type { AdapterFacts } from "@pleura/engine";

/** Lines of advice for an adapter, or for none. */
export function adviceFor(adapter: AdapterFacts | undefined): string[] {
  if (adapter === undefined) return howToGetOne();
  const lines: string[] = [];
  if (adapter.isSoftware) {
    lines.push(
      "missing   a hardware GPU: everything works on this software one, but slowly: compare the ceilings above with your GPU's data sheet.",
    );
  }
  if (!adapter.hasTimestamps) {
    lines.push("missing   timestamp-query: benches fall back to the wall clock.");
  }
  if (adapter.subgroupSize === undefined) {
    lines.push("missing   a fixed subgroup size: kernels that need one use their plain variant.");
  }
  return lines;
}

function howToGetOne(): string[] {
  switch (process.platform) {
    case "darwin":
      return ["fix       Metal must be present: use macOS 12 or newer on the machine itself."];
    case "win32":
      return ["fix       Install the GPU vendor's driver with Direct3D 12 or Vulkan."];
    default:
      return [
        "fix       With a GPU: install its vendor's Vulkan driver.",
        "fix       Without: npm run setup as root installs a software one (Mesa 24 or newer).",
      ];
  }
}
