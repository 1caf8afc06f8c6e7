// Lists of restored films and their pictures, from our own hand and from a hostile one.
import { expect, test } from "vitest";
import { storedFilms } from "./stored-restorations.ts";

const films = (...list: unknown[]) => storedFilms(JSON.stringify({ films: list }), "r.json");

test("reads films with their measures", () => {
  expect(films({ file: "a.png", picture: "1.png", ssimBefore: 0.2, ssimAfter: 0.5 })).toEqual([
    { file: "a.png", picture: "1.png", ssim: { before: 0.2, after: 0.5 } },
  ]);
  expect(films({ picture: "1.png", ssimBefore: null })).toEqual([
    { file: "1.png", picture: "1.png", ssim: undefined },
  ]);
});

test.each(["../secret.png", "/etc/a.png", "a/b.png", "1.svg", "..", 7, null])(
  "leaves out the picture %j",
  (picture) => {
    expect(films({ file: "a", picture })).toEqual([]);
  },
);

test("takes no more than a run shows", () => {
  expect(films(...new Array(100).fill({ picture: "1.png" }))).toHaveLength(24);
  expect(storedFilms("{}", "r.json")).toEqual([]);
});
