// The page's door to the image workers.
import { type Caller, makeCalls } from "../workers/make-calls.ts";
import { startWorker } from "../workers/start-worker.ts";
import type { ImageCalls } from "./image-calls.ts";

/** Asks an image worker. */
export type ImageClient = Caller<ImageCalls>;

/** Starts a worker. */
export function startImages(): ImageClient {
  return makeCalls<ImageCalls>(startWorker("image.worker"));
}
