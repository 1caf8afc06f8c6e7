// The page's side of typed calls: promises with progress and cancel for what a worker is asked.
import { CallError, type Calls, type Channel, type FromWorker, type ToWorker } from "./calls.ts";

/** What a caller may add to a request. */
export interface CallOptions<Progress> {
  readonly transfer?: Transferable[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Asks a worker. */
export interface Caller<C extends Calls<C>> {
  /** @throws {CallError} what the worker refused; with name "AbortError" as kind after a cancel */
  call<Name extends keyof C & string>(
    name: Name,
    request: C[Name]["request"],
    options?: CallOptions<C[Name]["progress"]>,
  ): Promise<C[Name]["result"]>;
  /** Calls that are not answered yet. */
  readonly waiting: number;
  /** Rejects everything that waits, for a worker that is thrown away. */
  close(reason: string): void;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: CallError) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

/**
 * Wraps a worker.
 *
 * @param onEvent gets what the worker sends without being asked
 */
export function makeCalls<C extends Calls<C>, Event = never>(
  channel: Channel,
  onEvent: (event: Event) => void = () => {},
): Caller<C> {
  const pending = new Map<number, Pending>();
  let next = 1;
  const send = (message: ToWorker, transfer: Transferable[] = []) =>
    channel.postMessage(message, { transfer });
  channel.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === "event") return onEvent(data.event as Event);
    const call = pending.get(data.id);
    if (call === undefined) return;
    if (data.type === "progress") return call.onProgress?.(data.progress as never);
    pending.delete(data.id);
    if (data.type === "result") call.resolve(data.result);
    else call.reject(new CallError(data.error));
  });
  return {
    get waiting() {
      return pending.size;
    },
    call(name, request, { transfer, signal, onProgress } = {}) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(new CallError({ name: "AbortError", message: `${name}: it was cancelled.` }));
          return;
        }
        const id = next;
        next += 1;
        pending.set(id, {
          resolve: resolve as (result: unknown) => void,
          reject,
          onProgress: onProgress as Pending["onProgress"],
        });
        signal?.addEventListener("abort", () => {
          if (pending.has(id)) send({ type: "cancel", id });
        });
        send({ type: "call", id, name, request }, transfer);
      });
    },
    close(reason) {
      for (const call of pending.values()) {
        call.reject(new CallError({ name: "WorkerClosed", message: reason }));
      }
      pending.clear();
    },
  };
}
