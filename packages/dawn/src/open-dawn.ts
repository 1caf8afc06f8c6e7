// Gives Node a `GPU` object from Dawn, kept alive for the whole process and waiting without stealing a core.
import { create, globals } from "webgpu";
import { nap } from "./calm-wait.ts";

/** How Dawn is opened. */
export interface DawnOptions {
  /** Extra toggles, such as `enable-dawn-features=allow_unsafe_apis`. */
  readonly toggles?: readonly string[];
}

/** Holds every GPU object: Dawn crashes when it is collected while a device lives (node-webgpu issue 18). */
const rootKey = Symbol.for("pleura.dawn.root");
const root = globalThis as typeof globalThis & { [rootKey]?: GPU[] };

/**
 * Opens Dawn.
 *
 * Timestamps are left unrounded (Dawn rounds them to 65.5 µs by default), and promises that wait for
 * the device let the event loop nap, so that a software adapter keeps its cores.
 */
export function openDawn(options: DawnOptions = {}): GPU {
  const gpu = create(["disable-dawn-features=timestamp_quantization", ...(options.toggles ?? [])]);
  root[rootKey] = [...(root[rootKey] ?? []), gpu];
  const classes = globals as unknown as Record<"GPUQueue" | "GPUBuffer", unknown>;
  waitCalmly(classes.GPUQueue, "onSubmittedWorkDone");
  waitCalmly(classes.GPUBuffer, "mapAsync");
  return gpu;
}

const calmed = new WeakSet<object>();

/** Wraps a method that returns a promise so that the process naps while it is pending. */
function waitCalmly(owner: unknown, method: string): void {
  const prototype = (owner as { prototype: Record<string, unknown> }).prototype;
  if (calmed.has(prototype)) return;
  calmed.add(prototype);
  const original = prototype[method] as (...args: unknown[]) => Promise<unknown>;
  prototype[method] = function calm(this: unknown, ...args: unknown[]) {
    return nap(original.apply(this, args));
  };
}
