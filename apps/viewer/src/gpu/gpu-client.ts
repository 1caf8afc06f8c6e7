// The page's door to the gpu worker.
import { type Caller, makeCalls } from "../workers/make-calls.ts";
import { startWorker } from "../workers/start-worker.ts";
import type { GpuCalls, GpuEvent } from "./gpu-calls.ts";

/** Asks the gpu worker. */
export type GpuClient = Caller<GpuCalls>;

/** Starts the worker. */
export function startGpu(onEvent: (event: GpuEvent) => void): GpuClient {
  return makeCalls<GpuCalls, GpuEvent>(startWorker("gpu.worker"), onEvent);
}
