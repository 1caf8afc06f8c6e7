// Counts a device's submits and the host's time for encoding them, without changing what is done.
import type { Device } from "@pleura/engine";

/** What was counted since the watch began. */
export interface QueueWatch {
  readonly submits: number;
  /** Host time between the making of an encoder and the end of its submit, milliseconds. */
  readonly encodeMs: number;
  /** Ends the watch. */
  end(): void;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Watches the queue of a device; one watch at a time. */
export function watchQueue({ gpu }: Device, now: () => number): QueueWatch {
  let submits = 0;
  let encodeMs = 0;
  let began: number | undefined;
  const ends = [
    wrap(gpu, "createCommandEncoder", () => {
      began ??= now();
    }),
    wrap(gpu.queue, "submit", undefined, () => {
      submits += 1;
      if (began !== undefined) encodeMs += now() - began;
      began = undefined;
    }),
  ];
  return {
    get submits() {
      return submits;
    },
    get encodeMs() {
      return encodeMs;
    },
    end: () => {
      for (const end of ends) end();
    },
  };
}

/** Puts work before and after a method of an object's class; gives what takes it away again. */
function wrap(owner: object, name: string, before?: () => void, after?: () => void): () => void {
  // The class, because Dawn may give another object for the same queue each time.
  const prototype = Object.getPrototypeOf(owner) as Record<string, Method>;
  const original = prototype[name] as Method;
  prototype[name] = function watched(...args) {
    before?.();
    const result = original.apply(this, args);
    after?.();
    return result;
  };
  return () => {
    prototype[name] = original;
  };
}
