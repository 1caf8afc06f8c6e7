// Copies of a film changed as collections change them, for tests of the search for near duplicates.

import type { GreyImage } from "../formats/image.ts";
import { makePhantom } from "../phantom/make-phantom.ts";
import { resize } from "../prepare/resize.ts";
import { randomStream } from "../random/stream.ts";
import { bilinear } from "./blur.ts";

/** A decoded image of grey values in [0, 1]. */
export function imageOf(
  values: ArrayLike<number>,
  width: number,
  height: number,
  maxValue: 255 | 65_535 = 255,
): GreyImage {
  const steps = Array.from(values, (value) =>
    Math.round(maxValue * Math.min(1, Math.max(0, value))),
  );
  return {
    width,
    height,
    maxValue,
    data: maxValue === 255 ? Uint8Array.from(steps) : Uint16Array.from(steps),
    source: { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 },
  };
}

/** Phantom film of a patient. */
export function phantomFilm(index: number, film = 0, size = 224): GreyImage {
  return imageOf(makePhantom({ seed: 3, index, film, size }).image, size, size);
}

/** The image with f applied to each grey value in [0, 1]. */
export function withGrey(image: GreyImage, f: (value: number) => number, maxValue?: 65_535) {
  const values = Float64Array.from(image.data, (value) => f(value / image.maxValue));
  return imageOf(values, image.width, image.height, maxValue ?? 255);
}

/** The image without these shares of its sides. */
export function cropped(image: GreyImage, left: number, top: number, right = 0, bottom = 0) {
  const x0 = Math.round(left * image.width);
  const y0 = Math.round(top * image.height);
  const width = Math.round(image.width * (1 - left - right));
  const height = Math.round(image.height * (1 - top - bottom));
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      data[y * width + x] = image.data[(y + y0) * image.width + x + x0] as number;
  return { ...image, width, height, data };
}

/** The image with left and right exchanged. */
export function mirrored(image: GreyImage): GreyImage {
  const { width, data } = image;
  const out = data.map(
    (_, at) => data[at - (at % width) + width - 1 - (at % width)] as number,
  ) as Uint8Array;
  return { ...image, data: out };
}

/** The image with other sides. */
export function resized(image: GreyImage, width: number, height: number): GreyImage {
  const values = resize(image.data, image, { width, height });
  return { ...image, width, height, data: Uint8Array.from(values, Math.round) };
}

/** The image turned about its centre, black outside. */
export function turned(image: GreyImage, degrees: number): GreyImage {
  const { width, height } = image;
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const plane = { width, height, data: Float32Array.from(image.data) };
  const data = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [(at % width) - width / 2, Math.floor(at / width) - height / 2];
    const [u, v] = [cos * x + sin * y + width / 2, cos * y - sin * x + height / 2];
    return u < 0 || v < 0 || u >= width || v >= height ? 0 : Math.round(bilinear(plane, u, v));
  });
  return { ...image, data };
}

/** The image inside black bars. */
export function padded(image: GreyImage, bar: number): GreyImage {
  const [width, height] = [image.width + 2 * bar, image.height + 2 * bar];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < image.height; y += 1)
    for (let x = 0; x < image.width; x += 1)
      data[(y + bar) * width + x + bar] = image.data[y * image.width + x] as number;
  return { ...image, width, height, data };
}

/** The image with noise of this standard deviation, in shares of white. */
export function noisy(image: GreyImage, deviation: number): GreyImage {
  const stream = randomStream({ seed: 1, epoch: 0, sample: 0, op: 1000 });
  return withGrey(image, (value) => value + deviation * stream.normal());
}
