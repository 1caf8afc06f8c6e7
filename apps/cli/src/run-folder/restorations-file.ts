// restorations/: a few films of a pretext run, each as one picture of original, distorted and restored side by side.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { greyPixels } from "@pleura/pictures";
import { toJson } from "../output.ts";
import { encodePng } from "../report/encode-png.ts";
import { makeFolder, writeAtomic } from "./write-atomic.ts";

/** A film that was distorted and restored; each `[size, size]` in [0, 1]. */
export interface RestoredFilm {
  readonly file: string;
  readonly original: Float32Array;
  readonly distorted: Float32Array;
  readonly restored: Float32Array;
  /** SSIM with the original of the distorted and of the restored film. */
  readonly before: number;
  readonly after: number;
}

/** Name of the folder in a run folder. */
const FOLDER = "restorations";

/** Writes the pictures and `restorations.json`, which lists them, in the place of earlier ones. */
export function writeRestorations(
  runFolder: string,
  size: number,
  films: readonly RestoredFilm[],
): void {
  const folder = join(runFolder, FOLDER);
  rmSync(folder, { recursive: true, force: true });
  makeFolder(folder, "output");
  const list = films.map(({ file, original, distorted, restored, before, after }, place) => {
    const picture = `${place + 1}.png`;
    const strip = sideBySide([original, distorted, restored], size);
    const pixels = greyPixels({ width: 3 * size, height: size, data: strip });
    writeAtomic(join(folder, picture), encodePng(pixels), "output");
    return { file, picture, ssimBefore: before, ssimAfter: after };
  });
  writeAtomic(join(folder, "restorations.json"), `${toJson({ size, films: list }, 2)}\n`, "output");
}

/** Square planes of one size, from left to right. */
function sideBySide(planes: readonly Float32Array[], size: number): Float32Array {
  const width = planes.length * size;
  const strip = new Float32Array(width * size);
  for (const [place, plane] of planes.entries()) {
    for (let y = 0; y < size; y += 1) {
      strip.set(plane.subarray(y * size, (y + 1) * size), y * width + place * size);
    }
  }
  return strip;
}
