// Fingerprints and suspects: sizes and ranges as they are, odd films told from usual ones.

import { expect, test } from "vitest";
import {
  imageOf,
  mirrored,
  padded,
  phantomFilm,
  withGrey,
} from "../duplicates/copies.test-support.ts";
import { layoutOf, scoreLayouts } from "./film-layout.ts";
import { filmStatistics, isConstant } from "./film-statistics.ts";
import { fingerprintSources } from "./fingerprint.ts";
import { layoutFence, suspectReasons } from "./suspects.ts";

test("statistics of a known image", () => {
  const values = Array.from({ length: 100 }, (_, at) => (at < 10 ? 0 : at >= 95 ? 1 : 0.4));
  const found = filmStatistics(imageOf(values, 20, 5));

  expect([found.width, found.height, found.format, found.bits]).toEqual([20, 5, "png", 8]);
  expect(found.mean).toBeCloseTo((85 * 0.4 + 5) / 100, 6);
  expect([found.black, found.white]).toEqual([0.1, 0.05]);
  expect(found.quantiles.map((value) => Math.round(1000 * value) / 1000)).toEqual([
    0, 0, 0.4, 0.4, 0.4, 1, 1,
  ]);
  expect(isConstant(found)).toBe(false);
  expect(isConstant(filmStatistics(imageOf([0.5, 0.5], 2, 1)))).toBe(true);
});

test("8 and 16 bits of one picture have one range", () => {
  const film = phantomFilm(0, 0, 64);
  const [one, two] = [film, withGrey(film, (value) => value, 65_535)].map(filmStatistics);

  expect(two?.mean).toBeCloseTo(one?.mean ?? 0, 6);
  expect(two?.quantiles[3]).toBeCloseTo(one?.quantiles[3] ?? 0, 2);
});

test("a source's fingerprint holds its sizes, formats, borders and constant images", () => {
  const film = phantomFilm(0, 0, 64);
  const films = [film, padded(film, 10), imageOf(new Float32Array(128), 16, 8)];

  const [found] = fingerprintSources(
    films.map((image) => ({ source: "s", statistics: filmStatistics(image) })),
  );

  expect(found).toMatchObject({
    source: "s",
    images: 3,
    width: [16, 64, 84],
    height: [8, 64, 84],
    aspect: [1, 1, 2],
    formats: { "png 8 bit × 1": 3 },
    withBorder: 1,
    constant: 1,
  });
});

const statistics = filmStatistics(phantomFilm(0, 0, 64));
const reasons = (facts: { view?: string; file?: string; modality?: string; bodyPart?: string }) =>
  suspectReasons({
    view: facts.view ?? "",
    source: {
      ...(facts.file !== undefined && { view: facts.file }),
      ...(facts.modality !== undefined && { modality: facts.modality }),
      ...(facts.bodyPart !== undefined && { bodyPart: facts.bodyPart }),
    },
    statistics,
  });

test.each(["L", "Lateral", "LL", "Axial", "Coronal", "LATERAL", "left lateral"])(
  "the view %s is no frontal one",
  (view) => {
    expect(reasons({ view })).toEqual([`the manifest's view is "${view}"`]);
    expect(reasons({ file: view })).toEqual([`the file's view is "${view}"`]);
  },
);

test.each(["PA", "AP", "AP Supine", "AP erect", "", "AP semi erect"])("the view %s is", (view) => {
  expect(reasons({ view })).toEqual([]);
});

test("a header that names another modality or body part is a reason, and so is a long strip", () => {
  expect(reasons({ modality: "CT" })).toEqual(['the file\'s modality is "CT"']);
  expect(reasons({ modality: "DX", bodyPart: "HAND" })).toEqual([
    'the file\'s body part is "HAND"',
  ]);
  expect(reasons({ modality: "CR", bodyPart: "CHEST" })).toEqual([]);
  const strip = filmStatistics(imageOf([0, 0.2, 0.4, 0.6, 0.8, 1], 6, 1));
  expect(suspectReasons({ view: "", source: {}, statistics: strip })).toEqual([
    "its width is 6.00 times its height",
  ]);
});

test("lying, upside-down and inverted films are unlike the others, mirrored ones are not", () => {
  const films = Array.from({ length: 30 }, (_, index) => phantomFilm(index, 0, 64));
  const [first, second] = [phantomFilm(40, 0, 64), phantomFilm(41, 0, 64)];
  const lying = imageOf(
    Array.from({ length: 64 * 64 }, (_, at) => {
      const [x, y] = [at % 64, Math.floor(at / 64)];
      return (first.data[x * 64 + 63 - y] as number) / 255;
    }),
    64,
    64,
  );
  const upsideDown = { ...second, data: second.data.toReversed() as Uint8Array };
  const odd = [lying, upsideDown, withGrey(first, (value) => 1 - value)];
  const scores = scoreLayouts([...films, mirrored(first), ...odd].map(layoutOf));
  const fence = layoutFence(scores);

  expect(scores.map(({ likeness }) => likeness < fence)).toEqual([
    ...Array(31).fill(false),
    ...Array(3).fill(true),
  ]);
});

test("few films say nothing about what is usual", () => {
  expect(layoutFence(Array(19).fill({ likeness: 0.8, symmetry: 0.8 }))).toBe(-1);
  expect(layoutFence(Array(20).fill({ likeness: 0.8, symmetry: 0.8 }))).toBeCloseTo(0.625, 9);
});
