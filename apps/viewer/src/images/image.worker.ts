// An image worker: decodes files and prepares them exactly as training did.
import {
  decodeImage,
  dicomFacts,
  type GreyImage,
  modelInput,
  prepareLevels,
  sniffFormat,
} from "@pleura/data";
import { displayFilm } from "../view/display-film.ts";
import { moved, serveCalls } from "../workers/serve-calls.ts";
import type { ImageCalls, ImageFile } from "./image-calls.ts";
import { decodeRaster } from "./raster-decoder.ts";

function open({ name, bytes }: ImageFile, keepStored = false): Promise<GreyImage> {
  return decodeImage(bytes, { name, rasterDecoder: decodeRaster, keepStored });
}

const buffersOf = (arrays: readonly (ArrayBufferView | undefined)[]): ArrayBuffer[] =>
  arrays.flatMap((array) => (array === undefined ? [] : [array.buffer as ArrayBuffer]));

serveCalls<ImageCalls>(self, {
  async decode({ eye, ...file }) {
    // Whoever looks at a film may want another window than the file's.
    const image = await open(file, true);
    const input = eye === undefined ? undefined : modelInput(image, eye);
    const display = displayFilm(image);
    const film = { display, source: image.source };
    const { copies, histogram } = display;
    return moved({ film, input }, buffersOf([...copies.map(({ data }) => data), histogram, input]));
  },
  async prepare({ eyes, thumbnailSide: side, ...file }) {
    // Whoever looks at a film may want another window than the file's.
    const image = await open(file, true);
    const inputs = eyes.map((eye) => modelInput(image, eye));
    const thumbnail =
      side === undefined
        ? undefined
        : { side, levels: prepareLevels(image, { size: side, fit: "pad" }).levels };
    const { width, height, source } = image;
    const facts = { width, height, source };
    return moved({ inputs, thumbnail, facts }, buffersOf([...inputs, thumbnail?.levels]));
  },
  async facts({ name, bytes }) {
    return sniffFormat(bytes) === "dicom" ? dicomFacts(bytes, { name }) : [];
  },
});
