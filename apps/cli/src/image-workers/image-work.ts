// The work on single images that worker threads do: results depend on the input alone, never on the thread.
import {
  type AugmentOptions,
  augment,
  type DistortRecipeName,
  distort,
  type Fit,
  prepareLevels,
  randomStream,
  type StreamAddress,
} from "@pleura/data";
import { decodeBytes } from "../node/decode-file.ts";

/** The kinds of work: what each takes and what it gives. */
export interface ImageWork {
  /** A file's bytes to grey levels `[size, size]`. */
  prepare: {
    input: {
      readonly bytes: Uint8Array;
      /** How errors call the file. */
      readonly name: string;
      readonly size: number;
      readonly fit: Fit;
    };
    output: { readonly levels: Uint8Array };
  };
  /** An image to a randomly changed one for the classifier. */
  augment: {
    input: ImageChange & { readonly limits: AugmentOptions };
    output: { readonly image: Float32Array };
  };
  /** An image to an input and a target of the pretext task. */
  distort: {
    input: ImageChange & { readonly recipe: DistortRecipeName };
    output: { readonly distorted: Float32Array; readonly target: Float32Array };
  };
}

/** An image, and where its random numbers are. */
export interface ImageChange {
  /** Values `[size, size]` in [0, 1]. */
  readonly image: Float32Array;
  readonly size: number;
  readonly stream: StreamAddress;
}

/** Names of the kinds of work. */
export type ImageWorkKind = keyof ImageWork;

type Doing = {
  [K in ImageWorkKind]: (
    input: ImageWork[K]["input"],
  ) => ImageWork[K]["output"] | Promise<ImageWork[K]["output"]>;
};

const doing: Doing = {
  async prepare({ bytes, name, size, fit }) {
    return { levels: prepareLevels(await decodeBytes(bytes, name), { size, fit }).levels };
  },
  augment({ image, size, stream, limits }) {
    const side = { height: size, width: size };
    return { image: augment(image, side, randomStream(stream), limits) };
  },
  distort({ image, size, stream, recipe }) {
    const side = { height: size, width: size };
    const { distorted, target } = distort(image, side, randomStream(stream), recipe);
    return { distorted, target };
  },
};

/**
 * Does a piece of work in this thread.
 *
 * @throws {ImageDecodeError} of `prepare`
 */
export async function doImageWork<K extends ImageWorkKind>(
  kind: K,
  input: ImageWork[K]["input"],
): Promise<ImageWork[K]["output"]> {
  return doing[kind](input);
}
