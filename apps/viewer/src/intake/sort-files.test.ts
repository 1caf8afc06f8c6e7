// Where dropped files go.
import { expect, test } from "vitest";
import type { FileKind } from "./file-kind.ts";
import { destinationOf, leftOutWords } from "./sort-files.ts";

const known = (...files: readonly (readonly [string, FileKind])[]) =>
  files.map(([name, kind]) => ({ file: { name }, kind }));

test("films and models stay together, hidden files are counted, others are named", () => {
  const found = destinationOf(
    known(
      ["a.png", "film"],
      ["m.safetensors", "model"],
      [".DS_Store", "hidden"],
      ["x.txt", "other"],
    ),
  );

  expect(found).toEqual({
    to: "films",
    films: [{ name: "a.png" }],
    models: [{ name: "m.safetensors" }],
    hidden: 1,
    others: [{ name: "x.txt" }],
  });
});

test("a run takes its checkpoints and pictures along, but no hidden file", () => {
  const found = destinationOf(
    known(
      ["r/run.json", "other"],
      ["r/best.safetensors", "model"],
      ["r/a.png", "film"],
      ["r/.x", "hidden"],
    ),
  );

  expect(found).toEqual({
    to: "run",
    files: [{ name: "r/run.json" }, { name: "r/best.safetensors" }, { name: "r/a.png" }],
  });
});

test("a profile alone goes to the kernels", () => {
  expect(destinationOf(known(["profile.json", "profile"]))).toEqual({
    to: "kernels",
    files: [{ name: "profile.json" }],
  });
});

test("a checkpoint alone is a model", () => {
  expect(destinationOf(known(["best.safetensors", "model"]))).toMatchObject({
    to: "films",
    models: [{ name: "best.safetensors" }],
  });
});

test.each([
  [0, [], undefined],
  [1, [], "Left out: 1 hidden file."],
  [
    2,
    ["a.txt"],
    'Left out: 2 hidden files and 1 file that is no film, checkpoint or run ("a.txt").',
  ],
  [
    0,
    ["a", "b", "c", "d"],
    'Left out: 4 files that are no film, checkpoint or run ("a", "b", "c", …).',
  ],
])("%i hidden and %j: %s", (hidden, others, words) => {
  expect(leftOutWords(hidden, others)).toBe(words);
});
