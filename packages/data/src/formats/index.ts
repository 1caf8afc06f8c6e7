// Public names of the formats folder.

export { crc32 } from "./crc32.ts";
export {
  CsvError,
  type CsvRow,
  type CsvTable,
  type CsvTag,
  type ReadCsvOptions,
  readCsv,
  writeCsv,
} from "./csv.ts";
export {
  type DecodeImageOptions,
  decodeImage,
  type RasterDecoder,
  type RasterImage,
} from "./decode-image.ts";
export { decodeDicom } from "./dicom.ts";
export {
  DEFAULT_MAX_PIXELS,
  type DecodeOptions,
  type GreyImage,
  type ImageFormat,
  type ImageSource,
  type VoiSource,
} from "./image.ts";
export {
  ImageDecodeError,
  type ImageDecodeFacts,
  type ImageDecodeTag,
  isImageDecodeError,
} from "./image-decode-error.ts";
export { type NpyArray, NpyError, type NpyTag, readNpy, writeNpy } from "./npy.ts";
export { decodePng } from "./png.ts";
export { type RasterHeader, readJpegHeader, readWebpHeader } from "./raster-header.ts";
export {
  parseSafetensors,
  type SafetensorsFile,
  type StoredTensor,
  type TensorData,
  type TensorDtype,
  writeSafetensors,
} from "./safetensors.ts";
export {
  isSafetensorsError,
  SafetensorsError,
  type SafetensorsTag,
} from "./safetensors-error.ts";
export { type FileFormat, sniffFormat } from "./sniff.ts";
