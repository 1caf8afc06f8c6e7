// Typed calls over postMessage: a request, progress on the way, a result or an error, and a way to cancel.

/** One call: its request, what it tells on the way, and its result. */
export interface CallShape {
  readonly request: unknown;
  readonly progress: unknown;
  readonly result: unknown;
}

/** What a worker can be asked: an interface with one {@link CallShape} per name. */
export type Calls<C> = { readonly [Name in keyof C]: CallShape };

/** The side of a channel that this file needs: a worker, a worker's scope or a message port. */
export interface Channel {
  postMessage(message: unknown, options?: { transfer?: Transferable[] }): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

/** An error that crossed: its text, name, and the tag that says what kind it is. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly tag?: string | undefined;
}

/** Messages to the worker. */
export type ToWorker =
  | { readonly type: "call"; readonly id: number; readonly name: string; readonly request: unknown }
  | { readonly type: "cancel"; readonly id: number };

/** Messages from the worker; an `event` belongs to no call. */
export type FromWorker =
  | { readonly type: "progress"; readonly id: number; readonly progress: unknown }
  | { readonly type: "result"; readonly id: number; readonly result: unknown }
  | { readonly type: "error"; readonly id: number; readonly error: PlainError }
  | { readonly type: "event"; readonly event: unknown };

/** What an error says when it crosses to the other side; codecs throw numbers, which become texts. */
export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, tag } = error as Error & { tag?: unknown };
  return { name, message, tag: typeof tag === "string" ? tag : undefined };
}

/** Thrown by the asking side with what the worker's error said. */
export class CallError extends Error {
  override readonly name: string = "CallError";
  readonly kind: string;
  readonly tag: string | undefined;

  constructor({ name, message, tag }: PlainError) {
    super(message);
    this.kind = name;
    this.tag = tag;
  }
}
