// Places of images in a data set: plain names stay, odd ones become safe and never the same.
import { expect, test } from "vitest";
import { outputPath } from "./output-path.ts";

test("a plain path stays as it is, below its folder", () => {
  expect(outputPath("images/nih", "images_001/images/00000001_000.png")).toBe(
    "images/nih/images_001/images/00000001_000.png",
  );
  expect(outputPath("", "./images//Viral Pneumonia/ä-1.png")).toBe(
    "images/Viral Pneumonia/ä-1.png",
  );
});

test.each([
  ["a\nb.png", /^images\/a_b-[0-9a-f]{12}\.png$/],
  [" a.png", /^images\/_a-[0-9a-f]{12}\.png$/],
  ["..png", /^images\/_png-[0-9a-f]{12}$/],
  ["a\\b:c?.png", /^images\/a_b_c_-[0-9a-f]{12}\.png$/],
  ["bad \n folder/a.png", /^images\/bad _ folder-[0-9a-f]{12}\/a\.png$/],
  [`${"ü".repeat(120)}.jpeg`, /^images\/ü{84}-[0-9a-f]{12}\.jpeg$/],
])("%j becomes safe", (path, expected) => {
  expect(outputPath("images", path)).toMatch(expected);
});

test("names that would become the same stay apart, whatever folder they lie in", () => {
  const paths = ["a\tb.png", "a\nb.png", "a_b.png", "x/a\nb.png", "a\nb.png ", "A\nb.png"];

  const places = paths.map((path) => outputPath("images", path));

  expect(new Set(places).size).toBe(paths.length);
});

test("files of one odd folder stay together", () => {
  const [first, second] = ["a.png", "b.png"].map((name) => outputPath("", `odd\n/${name}`));

  expect(first?.split("/")[0]).toBe(second?.split("/")[0]);
});
