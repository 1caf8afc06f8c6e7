// The error every image decoder throws: a tag for programs and one sentence for people.

/**
 * Why an image was refused.
 *
 * `empty` no bytes · `not-an-image` other content · `truncated` the end is missing · `too-large`
 * over the pixel limit · `unsupported` a valid file of a kind we do not read · `wrong-modality`
 * a DICOM that is no radiograph · `corrupt` contents that contradict themselves.
 */
export type ImageDecodeTag =
  | "empty"
  | "not-an-image"
  | "truncated"
  | "too-large"
  | "unsupported"
  | "wrong-modality"
  | "corrupt";

/** The parts of the house sentence `<what>: <what must hold>, but <given>. <What to do.>`. */
export type ImageDecodeFacts = {
  /** File name, only for the message. */
  readonly name?: string | undefined;
  /** What must hold. */
  readonly must: string;
  /** What was given instead. */
  readonly given: string;
  /** What to do, a whole sentence. */
  readonly advice: string;
  /** The error beneath this one; codecs may throw plain numbers. */
  readonly cause?: unknown;
};

/** An image file that is refused; `tag` says why, `message` names the file when a name was given. */
export class ImageDecodeError extends Error {
  override readonly name = "ImageDecodeError";
  readonly tag: ImageDecodeTag;
  readonly file: string | undefined;

  constructor(tag: ImageDecodeTag, facts: ImageDecodeFacts) {
    const what = facts.name === undefined ? "decode image" : `decode image "${facts.name}"`;
    super(
      `${what}: ${facts.must}, but ${facts.given}. ${facts.advice}`,
      facts.cause === undefined ? undefined : { cause: facts.cause },
    );
    this.tag = tag;
    this.file = facts.name;
  }
}

/** Tells whether an error is an {@link ImageDecodeError}, and of this tag when one is given. */
export function isImageDecodeError(
  error: unknown,
  tag?: ImageDecodeTag,
): error is ImageDecodeError {
  return error instanceof ImageDecodeError && (tag === undefined || error.tag === tag);
}
