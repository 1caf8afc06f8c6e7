// Puts Dawn behind `navigator.gpu`, where browser libraries look for it.
import { createRequire } from "node:module";
import { countGpuBytes } from "./gpu-bytes.mjs";

/**
 * Opens the same Dawn that pleura uses and makes WebGPU's classes global.
 *
 * Unless PLEURA_PEERS_AS_USERS is set, promises wait calmly as in pleura's own process: Dawn's Node
 * binding otherwise spins on a core that the software adapter needs.
 *
 * @returns {Promise<{ peakGpuBytes: () => number, adapterName: () => Promise<string> }>}
 */
export async function openBrowserGpu() {
  const room = new URL("./pleura/package.json", import.meta.url);
  const { create, globals } = await import(createRequire(room).resolve("webgpu"));
  Object.assign(globalThis, globals);
  const peakGpuBytes = countGpuBytes(globals);
  const isAsUsers = process.env.PLEURA_PEERS_AS_USERS === "1";
  const { openDawn } = await import("./pleura/dist/dawn.js");
  const gpu = isAsUsers ? create([]) : openDawn();
  // Held for ever: Dawn crashes when its GPU object is collected while a device lives.
  globalThis.pleuraPeersGpu = gpu;
  const navigator = { gpu, userAgent: "node", hardwareConcurrency: 2 };
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  const adapterName = async () => (await gpu.requestAdapter())?.info.description ?? "none";
  return { peakGpuBytes, adapterName };
}
