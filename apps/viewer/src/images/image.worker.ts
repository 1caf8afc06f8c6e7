// An image worker: decodes files and prepares them exactly as training did.
import { decodeImage, modelInput, type RasterDecoder } from "@pleura/data";
import { displayFilm } from "../view/display-film.ts";
import { moved, serveCalls } from "../workers/serve-calls.ts";
import type { ImageCalls } from "./image-calls.ts";

const rasterDecoder: RasterDecoder = async (bytes, format) => {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: `image/${format}` });
  const bitmap = await createImageBitmap(blob, { premultiplyAlpha: "none" });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (context === null) throw new Error("no 2-D canvas");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, channels: 4, data };
};

serveCalls<ImageCalls>(self, {
  async decode({ name, bytes, eye }) {
    const image = await decodeImage(bytes, { name, rasterDecoder });
    const input = eye === undefined ? undefined : modelInput(image, eye);
    const display = displayFilm(image);
    const { copies, histogram } = display;
    const buffers = [...copies.map(({ data }) => data.buffer), histogram.buffer];
    return moved({ film: { display, source: image.source }, input }, buffers as ArrayBuffer[]);
  },
});
