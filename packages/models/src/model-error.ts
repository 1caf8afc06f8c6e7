// The models' one error class: every failure carries a tag that callers can branch on.

/**
 * What is wrong: a `config` that no model has, a checkpoint whose bytes are `corrupt`, whose `format` is
 * another, which holds another `kind` of model or another `architecture`; a state that is `non-finite` and
 * may not be saved; `internal` cannot happen.
 */
export type ModelErrorTag =
  | "config"
  | "corrupt"
  | "format"
  | "kind"
  | "architecture"
  | "non-finite"
  | "internal";

/** A model or a checkpoint that cannot be used, with the reason. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly tag: ModelErrorTag;

  constructor(tag: ModelErrorTag, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.tag = tag;
  }
}

/** True for a ModelError, of the given tag when one is named. */
export function isModelError(error: unknown, tag?: ModelErrorTag): error is ModelError {
  return error instanceof ModelError && (tag === undefined || error.tag === tag);
}
