// The worker's side of typed calls: runs a handler per call and sends what comes of it.
import { type Calls, type Channel, type FromWorker, plainError, type ToWorker } from "./calls.ts";

/** What a handler gets besides its request. */
export interface CallTools<Progress> {
  /** Aborted when the caller cancels. */
  readonly signal: AbortSignal;
  progress(progress: Progress, transfer?: Transferable[]): void;
}

/** A result with the buffers that move to the other side instead of being copied. */
export interface Moved<Result> {
  readonly result: Result;
  readonly transfer: Transferable[];
}

/** One handler per call. */
export type Handlers<C extends Calls<C>> = {
  readonly [Name in keyof C]: (
    request: C[Name]["request"],
    tools: CallTools<C[Name]["progress"]>,
  ) => Promise<C[Name]["result"] | Moved<C[Name]["result"]>>;
};

/** Marks buffers of a result as moved. */
export function moved<Result>(result: Result, transfer: Transferable[]): Moved<Result> {
  return new MovedResult(result, transfer);
}

class MovedResult<Result> implements Moved<Result> {
  readonly result: Result;
  readonly transfer: Transferable[];

  constructor(result: Result, transfer: Transferable[]) {
    this.result = result;
    this.transfer = transfer;
  }
}

/** Answers the calls of a channel; returns a function that sends events which belong to no call. */
export function serveCalls<C extends Calls<C>, Event = never>(
  channel: Channel,
  handlers: Handlers<C>,
): (event: Event) => void {
  const running = new Map<number, AbortController>();
  const send = (message: FromWorker, transfer: Transferable[] = []) =>
    channel.postMessage(message, { transfer });
  const answer = async (id: number, name: string, request: unknown) => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const handler = Object.hasOwn(handlers, name) ? handlers[name as keyof C] : undefined;
      if (handler === undefined) throw new Error(`worker: it must know the call "${name}".`);
      const result = await handler(request as never, {
        signal: controller.signal,
        progress: (progress: unknown, transfer?: Transferable[]) =>
          send({ type: "progress", id, progress }, transfer),
      });
      if (result instanceof MovedResult) {
        send({ type: "result", id, result: result.result }, result.transfer);
      } else {
        send({ type: "result", id, result });
      }
    } catch (error) {
      send({ type: "error", id, error: plainError(error) });
    } finally {
      running.delete(id);
    }
  };
  channel.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
    if (data.type === "cancel") running.get(data.id)?.abort();
    else void answer(data.id, data.name, data.request);
  });
  return (event) => send({ type: "event", event });
}
