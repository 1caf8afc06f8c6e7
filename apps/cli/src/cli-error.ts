// The error of the program itself: a tag that decides the exit code, and one sentence for people.

/**
 * What went wrong: `usage` flags · `config` settings · `data` input files · `gpu` no usable device ·
 * `non-finite` the loss is NaN or infinite · `checkpoint` model files · `output` results cannot be
 * written.
 */
export type CliErrorTag =
  | "usage"
  | "config"
  | "data"
  | "gpu"
  | "non-finite"
  | "checkpoint"
  | "output";

/** A failure that a person can do something about. Wording: `<what>: <must>, but <given>. <Advice.>` */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly tag: CliErrorTag;

  constructor(tag: CliErrorTag, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.tag = tag;
  }
}
