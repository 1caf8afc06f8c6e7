// What the main thread and its worker threads tell each other.
import type { ImageWork, ImageWorkKind } from "./image-work.ts";

/** A piece of work for a worker thread. */
export type WorkOrder = {
  [K in ImageWorkKind]: {
    readonly id: number;
    readonly kind: K;
    readonly input: ImageWork[K]["input"];
  };
}[ImageWorkKind];

/** What came of it. */
export type WorkAnswer =
  | { readonly id: number; readonly output: ImageWork[ImageWorkKind]["output"] }
  | { readonly id: number; readonly error: PlainError };

/** An error as it travels between threads, which lose its class and its own fields. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** The tag that decides the exit code. */
  readonly tag: string | undefined;
}

/** Takes an error apart. */
export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), stack: undefined, tag: undefined };
  }
  const { name, message, stack } = error;
  const { tag } = error as { tag?: unknown };
  return { name, message, stack, tag: typeof tag === "string" ? tag : undefined };
}

/** Puts an error together again; errors are told by name and tag, see `exitCodeOf`. */
export function revivedError({ name, message, stack, tag }: PlainError): Error {
  const fields = { name, ...(stack !== undefined && { stack }), ...(tag !== undefined && { tag }) };
  return Object.assign(new Error(message), fields);
}

/** The buffers of arrays in a record, to be moved instead of copied. */
export function buffersOf(record: Readonly<Record<string, unknown>>): ArrayBuffer[] {
  return Object.values(record).flatMap((value) =>
    ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : [],
  );
}
