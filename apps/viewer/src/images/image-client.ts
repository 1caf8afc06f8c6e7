// The page's door to the image workers.
import type { Caller } from "../workers/make-calls.ts";
import { startWorker } from "../workers/start-worker.ts";
import type { ImageCalls } from "./image-calls.ts";
import { createImagePool, poolSize } from "./image-pool.ts";

/** Asks the image workers; the bytes of a request move there. */
export type ImageClient = Caller<ImageCalls>;

/** Opens the pool; its workers start when the first file comes. */
export function startImages(): ImageClient {
  return createImagePool({
    start: () => startWorker("image.worker"),
    workers: poolSize(navigator.hardwareConcurrency ?? 2),
  });
}
