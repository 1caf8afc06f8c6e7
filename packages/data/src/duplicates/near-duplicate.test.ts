// Near duplicates: every change that is promised is found, and no two films are taken for one.

import { expect, test } from "vitest";
import type { GreyImage } from "../formats/image.ts";
import { compareFilms, type FilmMatch } from "./compare-films.ts";
import {
  cropped,
  imageOf,
  mirrored,
  noisy,
  padded,
  phantomFilm,
  resized,
  turned,
  withGrey,
} from "./copies.test-support.ts";
import { filmFeatures } from "./film-features.ts";
import { FilmIndex } from "./film-index.ts";
import { describeMatch, isCertainCopy, isNearDuplicate } from "./near-duplicate.ts";

const films = Array.from({ length: 12 }, (_, index) => phantomFilm(index));
const features = films.map(filmFeatures);
const index = new FilmIndex(films.length);
for (const one of features) index.add(one);

/** The films that a picture is taken for. */
function originals(image: GreyImage): { film: number; match: FilmMatch }[] {
  const own = filmFeatures(image);
  return index.candidates(own).flatMap((candidate) => {
    const { film } = candidate;
    const original = {
      image: films[film] as GreyImage,
      features: features[film] as (typeof features)[number],
    };
    const match = compareFilms({ image, features: own }, original, candidate);
    return match !== undefined && isNearDuplicate(match) ? [{ film, match }] : [];
  });
}

const changes: Record<string, (image: GreyImage) => GreyImage> = {
  "the same": (image) => image,
  mirrored,
  "cropped left": (image) => cropped(image, 0.2, 0),
  "cropped below": (image) => cropped(image, 0, 0, 0, 0.15),
  "cropped all around": (image) => cropped(image, 0.1, 0.1, 0.1, 0.1),
  "cropped in a corner": (image) => cropped(image, 0.15, 0.15),
  "mirrored and cropped": (image) => mirrored(cropped(image, 0.1, 0.05)),
  "60 % of its size": (image) => resized(image, 134, 134),
  "a third of its size": (image) => resized(image, 75, 75),
  squashed: (image) => resized(image, 224, 180),
  "noise as of compression": (image) => noisy(image, 0.01),
  "gamma 0.7": (image) => withGrey(image, (value) => value ** 0.7),
  "gamma 1.4": (image) => withGrey(image, (value) => value ** 1.4),
  "stretched contrast": (image) => withGrey(image, (value) => (value - 0.1) / 0.8),
  "low contrast": (image) => withGrey(image, (value) => 0.3 + 0.4 * value),
  inverted: (image) => withGrey(image, (value) => 1 - value),
  "16 bits": (image) => withGrey(image, (value) => value, 65_535),
  "turned by 4°": (image) => turned(image, 4),
  "in black bars": (image) => padded(image, 40),
};

test.each(Object.entries(changes))("finds a film that is %s", (_, change) => {
  for (const film of [1, 6, 11])
    expect(originals(change(films[film] as GreyImage)).map((one) => one.film)).toEqual([film]);
});

test("takes no film of another patient for a copy", () => {
  const others = Array.from({ length: 12 }, (_, at) => phantomFilm(at + 100));

  expect(others.flatMap(originals)).toEqual([]);
});

// Phantoms of one patient are one anatomy in two poses, more alike than real exposures ever were.
test("is not certain that another exposure of a patient is a copy", () => {
  const again = Array.from({ length: 4 }, (_, at) => phantomFilm(at, 1)).flatMap(originals);

  expect(again.length).toBeGreaterThan(0);
  expect(again.filter(({ match }) => isCertainCopy(match))).toEqual([]);
  expect(originals(films[2] as GreyImage).map(({ match }) => isCertainCopy(match))).toEqual([true]);
});

const match = (correlation: number, side: number, overlap = 0.9): FilmMatch => ({
  variant: { isMirrored: false, isInverted: false },
  landmarks: 20,
  correlation,
  overlap: [overlap, 1],
  turn: 0,
  side,
});

test("asks for more of small films, and for a quarter of the film", () => {
  const isCopy = (...given: Parameters<typeof match>) => isNearDuplicate(match(...given));

  expect([isCopy(0.86, 256), isCopy(0.859, 192), isCopy(0.91, 128), isCopy(0.92, 128)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect([isCopy(0.96, 40), isCopy(0.98, 40), isCopy(1, 256, 0.2)]).toEqual([false, true, false]);
});

test("says how the copy was changed", () => {
  const [found] = originals(mirrored(cropped(films[4] as GreyImage, 0.12, 0)));
  const [negative] = originals(withGrey(films[4] as GreyImage, (value) => 1 - value));

  expect(found?.match.variant).toEqual({ isMirrored: true, isInverted: false });
  expect(describeMatch(found?.match as FilmMatch)).toMatch(
    /^mirrored, cropped to 0\.8[5-9], correlation (0\.9\d|1\.00)$/,
  );
  expect(negative?.match.variant).toEqual({ isMirrored: false, isInverted: true });
  expect(describeMatch(negative?.match as FilmMatch)).toBe("inverted, correlation 1.00");
});

test("an empty picture and a picture of one pixel have no landmarks and no copies", () => {
  const empty = imageOf(new Float32Array(64 * 64), 64, 64);
  const dot = imageOf([1], 1, 1);

  for (const image of [empty, dot]) {
    expect(filmFeatures(image).x.length).toBe(0);
    expect(originals(image)).toEqual([]);
  }
});

test("a film has at most 20 candidates, those with most landmarks first", () => {
  const one = features[0] as (typeof features)[number];
  const many = new FilmIndex(40);
  for (let copy = 0; copy < 40; copy += 1) many.add(one);

  const candidates = many.candidates(one);

  expect(candidates.map(({ film }) => film)).toEqual(Array.from({ length: 20 }, (_, at) => at));
  expect(candidates[0]?.votes).toBe(one.x.length);
});
