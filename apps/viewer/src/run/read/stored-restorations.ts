// The pictures of restored films that a pretext run holds: original, distorted and restored side by side in each.
import { decodePng } from "@pleura/data";
import type { Restoration } from "../run-state.ts";
import { ownValue, readJson } from "./read-json.ts";

/** A film of the list and the name of its picture. */
export interface StoredFilm {
  readonly file: string;
  readonly picture: string;
  /** SSIM with the original. */
  readonly ssim: { readonly before: number; readonly after: number } | undefined;
}

/** A run shows a few films; more are somebody's own files. */
const MOST_FILMS = 24;

/** A picture is a file of the folder itself. */
const PICTURE = /^[\w-]+\.png$/;

/**
 * The films of restorations.json, at most {@link MOST_FILMS}.
 *
 * @throws {JsonFileError} with the line of the damage
 */
export function storedFilms(text: string, name: string): readonly StoredFilm[] {
  const films = ownValue(readJson(text, name), "films");
  if (!Array.isArray(films)) return [];
  return films.slice(0, MOST_FILMS).flatMap((film): StoredFilm[] => {
    const [file, picture] = [ownValue(film, "file"), ownValue(film, "picture")];
    const [before, after] = [ownValue(film, "ssimBefore"), ownValue(film, "ssimAfter")];
    if (typeof picture !== "string" || !PICTURE.test(picture)) return [];
    const isMeasured = typeof before === "number" && typeof after === "number";
    const ssim = isMeasured ? { before, after } : undefined;
    return [{ file: typeof file === "string" ? file : picture, picture, ssim }];
  });
}

/**
 * Takes a picture apart.
 *
 * @throws {ImageDecodeError | TypeError} when it is damaged or not three squares wide
 */
export function storedRestoration(
  { file, picture, ssim }: StoredFilm,
  png: Uint8Array,
): Restoration {
  const { width, height: size, data, maxValue } = decodePng(png, { name: picture });
  if (width !== 3 * size) {
    throw new TypeError(
      `${picture}: it must be three squares wide, but it has ${width}×${size} pixels. Write it again with pleura demo.`,
    );
  }
  const part = (place: number): Float32Array => {
    const values = new Float32Array(size * size);
    for (let at = 0; at < values.length; at += 1) {
      const [x, y] = [at % size, Math.floor(at / size)];
      values[at] = (data[y * width + place * size + x] as number) / maxValue;
    }
    return values;
  };
  return { name: file, size, original: part(0), distorted: part(1), restored: part(2), ssim };
}
