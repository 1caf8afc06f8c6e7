// The page's door to the run worker.
import { type Caller, makeCalls } from "../workers/make-calls.ts";
import { startWorker } from "../workers/start-worker.ts";
import type { RunCalls } from "./run-calls.ts";

/** Asks the run worker. */
export type RunClient = Caller<RunCalls>;

/** Starts the worker. */
export function startRunReader(): RunClient {
  return makeCalls<RunCalls>(startWorker("run.worker"));
}
