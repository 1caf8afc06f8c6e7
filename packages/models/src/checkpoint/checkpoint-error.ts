// Why a checkpoint is refused.

/** What is wrong with a checkpoint. */
export type CheckpointErrorTag = "corrupt" | "format" | "kind" | "architecture";

/** A checkpoint that cannot be used, with the reason. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  readonly tag: CheckpointErrorTag;

  constructor(tag: CheckpointErrorTag, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.tag = tag;
  }
}

/** True for a CheckpointError, of the given tag when one is named. */
export function isCheckpointError(
  error: unknown,
  tag?: CheckpointErrorTag,
): error is CheckpointError {
  return error instanceof CheckpointError && (tag === undefined || error.tag === tag);
}
