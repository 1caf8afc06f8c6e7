// Types of the untyped DICOM packages, only what is used here.
// biome-ignore-all lint/style/noDefaultExport: the packages export nothing else.

declare module "dicom-parser" {
  export type DicomElement = {
    readonly tag: string;
    readonly vr?: string;
    readonly length: number;
    readonly dataOffset: number;
    readonly items?: readonly { readonly dataSet?: DicomDataSet }[];
    readonly encapsulatedPixelData?: boolean;
    readonly fragments?: readonly { readonly position: number; readonly length: number }[];
  };
  export type DicomDataSet = {
    readonly byteArray: Uint8Array;
    readonly elements: Readonly<Record<string, DicomElement | undefined>>;
    uint16(tag: string, index?: number): number | undefined;
    int16(tag: string, index?: number): number | undefined;
    string(tag: string, index?: number): string | undefined;
    floatString(tag: string, index?: number): number | undefined;
    intString(tag: string, index?: number): number | undefined;
  };
  const dicomParser: {
    parseDicom(
      bytes: Uint8Array,
      options: {
        TransferSyntaxUID?: string;
        inflater?: (bytes: Uint8Array, position: number) => Uint8Array;
      },
    ): DicomDataSet;
  };
  export default dicomParser;
}

declare module "@cornerstonejs/codec-openjpeg/decode" {
  const factory: import("./codec-decoder.ts").CodecFactory<"J2KDecoder">;
  export default factory;
}

declare module "@cornerstonejs/codec-charls/decode" {
  const factory: import("./codec-decoder.ts").CodecFactory<"JpegLSDecoder">;
  export default factory;
}

declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decode" {
  const factory: import("./codec-decoder.ts").CodecFactory<"JPEGDecoder">;
  export default factory;
}

declare module "jpeg-lossless-decoder-js" {
  export class Decoder {
    decompress(buffer: ArrayBuffer, offset?: number, length?: number): ArrayBuffer;
  }
}
