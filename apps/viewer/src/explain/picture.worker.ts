// The picture worker: draws the pictures that are saved, so that the page goes on meanwhile.
import { serveCalls } from "../workers/serve-calls.ts";
import { exportPicture } from "./export-picture.ts";
import type { PictureCalls } from "./picture-calls.ts";

serveCalls<PictureCalls>(self, {
  draw: (request) => exportPicture(request).convertToBlob({ type: "image/png" }),
});
