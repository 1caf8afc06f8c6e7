// The error of the profiling package: a file that is no profile.

/** What went wrong: `foreign` is another kind of file, `damaged` a profile that contradicts itself. */
export type ProfileErrorTag = "foreign" | "damaged";

/** A profile cannot be read. The message names the file, what must hold, what was found and what to do. */
export class ProfileError extends Error {
  readonly tag: ProfileErrorTag;

  constructor(tag: ProfileErrorTag, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "ProfileError";
    this.tag = tag;
  }
}

/** Tells a profile's error from others. */
export function isProfileError(error: unknown, tag?: ProfileErrorTag): error is ProfileError {
  return error instanceof ProfileError && (tag === undefined || error.tag === tag);
}
