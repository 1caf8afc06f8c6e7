// The page's door to the device: a worker, or the page itself in a browser whose workers have no WebGPU.
import { CallError } from "../workers/calls.ts";
import { type Caller, makeCalls } from "../workers/make-calls.ts";
import { startWorker } from "../workers/start-worker.ts";
import type { GpuCalls, GpuEvent } from "./gpu-calls.ts";
import { NO_WEBGPU } from "./no-webgpu.ts";

/** Asks the gpu worker. */
export type GpuClient = Caller<GpuCalls>;

/** Serves the calls in this page. */
async function startInPage(onEvent: (event: GpuEvent) => void): Promise<GpuClient> {
  const { serveGpu } = await import("./serve-gpu.ts");
  const { port1, port2 } = new MessageChannel();
  serveGpu(port2, navigator.gpu);
  for (const port of [port1, port2]) port.start();
  return makeCalls<GpuCalls, GpuEvent>(port1, onEvent);
}

/**
 * Asks `first`, and `second` from the first call on that `first` refuses for want of WebGPU. Heatmaps then take the
 * page's own thread, a batch at a time, which is slower to answer but better than none.
 *
 * @param hasWebgpu whether a second one could do better
 */
export function withFallback(
  first: GpuClient,
  hasWebgpu: boolean,
  second: () => Promise<GpuClient>,
): GpuClient {
  let other: Promise<GpuClient> | undefined;
  let opened: GpuClient | undefined;
  const ask = async (): Promise<GpuClient> => {
    other ??= second();
    opened = await other;
    return opened;
  };
  return {
    get waiting() {
      return first.waiting + (opened?.waiting ?? 0);
    },
    async call(name, request, options) {
      if (other !== undefined) return (await ask()).call(name, request, options);
      try {
        return await first.call(name, request, options);
      } catch (error) {
        const isMissing = error instanceof CallError && error.tag === NO_WEBGPU;
        if (!isMissing || !hasWebgpu) throw error;
        return (await ask()).call(name, request, options);
      }
    },
    close(reason) {
      first.close(reason);
      opened?.close(reason);
    },
  };
}

/** Starts the worker. */
export function startGpu(onEvent: (event: GpuEvent) => void): GpuClient {
  const worker = makeCalls<GpuCalls, GpuEvent>(startWorker("gpu.worker"), onEvent);
  return withFallback(worker, navigator.gpu !== undefined, () => startInPage(onEvent));
}
