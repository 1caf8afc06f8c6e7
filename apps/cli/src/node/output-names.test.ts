// Result names stay inside their folder, are unique, and keep what is harmless.
import { expect, test } from "vitest";
import { outputName } from "./output-names.ts";

test.each([
  ["chest.png", "chest"],
  ["a/b/chest.dcm", "chest"],
  ["../x.png", "x"],
  ["-rf.png", "_rf"],
  ["..png", "_"],
  [".hidden", "_hidden"],
  ["a b 'c'.png", "a b 'c'"],
  ["two\nlines.png", "two_lines"],
  ["<img src=x>.png", "_img src=x_"],
  ["C:\\films\\chest.png", "chest"],
  ["film.v2.png", "film.v2"],
  ["грудь.png", "грудь"],
])("%j becomes %j", (path, name) => {
  expect(outputName(path, new Set())).toBe(name);
});

test("numbers names that are taken, also when only their case differs", () => {
  const taken = new Set<string>();

  expect(["a.png", "b/a.jpg", "A.png"].map((path) => outputName(path, taken))).toEqual([
    "a",
    "a-2",
    "A-3",
  ]);
});

test("shortens long names to bytes a file system takes, and tells them apart", () => {
  const [first, second] = ["胸".repeat(90), `${"胸".repeat(89)}部`].map((stem) =>
    outputName(`${stem}.png`, new Set()),
  );

  expect(Buffer.byteLength(`${first}.pneumonia.png`)).toBeLessThan(255);
  expect(first).not.toBe(second);
  expect(first).not.toContain("\ufffd");
});
