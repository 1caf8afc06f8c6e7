// Failures of data set work: bad manifests and bad split requests.

/** What kind of rule was broken. */
export type DatasetErrorTag = "manifest" | "argument";

/** A data set failure with a machine-readable tag and the facts behind the message. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
  readonly tag: DatasetErrorTag;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    tag: DatasetErrorTag,
    message: string,
    facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.tag = tag;
    this.facts = facts;
  }
}

/** True when `error` is a DatasetError, and of the given tag when one is named. */
export function isDatasetError(error: unknown, tag?: DatasetErrorTag): error is DatasetError {
  return error instanceof DatasetError && (tag === undefined || error.tag === tag);
}
