// The engine's one error class: every failure carries a tag that callers can branch on.

/** What kind of rule was broken. */
export type EngineErrorTag =
  | "shape"
  | "dtype"
  | "limit"
  | "device-lost"
  | "compile"
  | "freed"
  | "no-gradient"
  | "no-adapter"
  | "internal";

/**
 * An engine failure with a machine-readable tag and the facts behind the message.
 *
 * Wording: `<op>: <what must hold>, but <what was given>. <What to do.>`
 */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly tag: EngineErrorTag;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    tag: EngineErrorTag,
    message: string,
    facts: Readonly<Record<string, unknown>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.tag = tag;
    this.facts = facts;
  }
}

/** True when `error` is an EngineError, and of the given tag when one is named. */
export function isEngineError(error: unknown, tag?: EngineErrorTag): error is EngineError {
  return error instanceof EngineError && (tag === undefined || error.tag === tag);
}
