// The interface that the compiled codecs of cornerstone share.

/** A decoder on the codec's heap; its methods throw numbers or errors. */
export type CodecDecoder = {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  getFrameInfo(): {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
  };
  /** JPEG-LS only: 0 when the samples lie in planes, one after the other (ITU-T T.87, C.2.3). */
  getInterleaveMode?(): number;
  delete(): void;
};

/** Makes an instance of a codec with a class of this name; `print` and `printErr` get its messages. */
export type CodecFactory<Name extends string> = (options: {
  print: (line: string) => void;
  printErr: (line: string) => void;
}) => Promise<Readonly<Record<Name, new () => CodecDecoder>>>;
