// Metadata as numbers: what training files have, what later files may lack.
import { expect, test } from "vitest";
import { type FileMetadata, learnMetadata } from "./file-metadata.ts";

const file = (change: Partial<FileMetadata> = {}): FileMetadata => ({
  width: 100,
  height: 50,
  bits: 8,
  channels: 1,
  format: "png",
  view: "PA",
  sex: "",
  age: undefined,
  ...change,
});

const named = (records: readonly FileMetadata[], training: readonly FileMetadata[]) => {
  const encoder = learnMetadata(training);
  const { values, width } = encoder.encode(records);
  return records.map((_, row) =>
    Object.fromEntries(encoder.names.map((name, at) => [name, values[row * width + at]])),
  );
};

test("tells sizes, depth and words", () => {
  const training = [file(), file(), file({ view: "AP" }), file({ view: "AP", format: "jpeg" })];

  const [first] = named([file({ view: "AP" })], training);

  expect(first).toEqual({
    "ln width": Math.log(100),
    "ln height": Math.log(50),
    "ln aspect": Math.log(2),
    bits: 8,
    channels: 1,
    age: 0,
    "age unknown": 1,
    "size 100×50": 1,
    "format png": 1,
    "view AP": 1,
    "view PA": 0,
    "sex unknown": 1,
  });
});

test("an unknown age is the mean of the known ones, and said to be unknown", () => {
  const [known, unknown] = named(
    [file({ age: 30 }), file()],
    [file({ age: 40 }), file({ age: 60 }), file()],
  );

  expect([known?.["age"], known?.["age unknown"]]).toEqual([30, 0]);
  expect([unknown?.["age"], unknown?.["age unknown"]]).toEqual([50, 1]);
});

test("a word that training files did not have is none of theirs", () => {
  const [first] = named([file({ view: "LL", width: 99 })], [file(), file()]);

  expect(first?.["view PA"]).toBe(0);
  expect(first?.["size 100×50"]).toBe(0);
});

test("a word of one file is no feature", () => {
  const { names } = learnMetadata([file(), file(), file({ view: "AP" })]);

  expect(names).not.toContain("view AP");
});
