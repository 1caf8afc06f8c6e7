// The compiled codecs of cornerstone: loaded when first needed, renewed when one has failed.

/// <reference path="./codec-modules.d.ts" />
import type { CodecDecoder } from "./codec-decoder.ts";

/** A way to compress pixels whose decoder is compiled from C++. */
export type CompiledCodec = "jpeg" | "jpeg-ls" | "jpeg-2000";

/** A new object at each call: a codec makes it its module, and refuses one that already is a module. */
const silent = () => ({ print: () => {}, printErr: () => {} });

// The packages' pure JavaScript builds: unlike their WebAssembly builds they need no second file,
// so they work in a single-file Node bundle and in a browser without any `wasm` in its CSP. They
// are loaded when first needed, since together they are 1.5 MB of code.
const FACTORIES: Readonly<Record<CompiledCodec, () => Promise<new () => CodecDecoder>>> = {
  jpeg: async () => {
    const { default: libjpeg } = await import("@cornerstonejs/codec-libjpeg-turbo-8bit/decode");
    return (await libjpeg(silent())).JPEGDecoder;
  },
  "jpeg-ls": async () => {
    const { default: charls } = await import("@cornerstonejs/codec-charls/decode");
    return (await charls(silent())).JpegLSDecoder;
  },
  "jpeg-2000": async () => {
    const { default: openjpeg } = await import("@cornerstonejs/codec-openjpeg/decode");
    return (await openjpeg(silent())).J2KDecoder;
  },
};

const instances = new Map<CompiledCodec, Promise<new () => CodecDecoder>>();

/**
 * Lends a decoder, and frees what it held.
 *
 * @throws what the codec throws: an error, or a number that says nothing
 */
export async function withDecoder<T>(
  codec: CompiledCodec,
  use: (decoder: CodecDecoder) => T,
): Promise<T> {
  const instance = instances.get(codec) ?? FACTORIES[codec]();
  instances.set(codec, instance);
  try {
    const decoder = new (await instance)();
    const result = use(decoder);
    decoder.delete();
    return result;
  } catch (error) {
    // A C++ exception leaks its decoder's memory; the next image gets a fresh heap.
    instances.delete(codec);
    throw error;
  }
}
