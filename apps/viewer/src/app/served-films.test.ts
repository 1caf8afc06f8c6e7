// Which films a served run shows first.
import { expect, test } from "vitest";
import { sampleRows } from "./served-films.ts";

const columns = ["file", "label", "split"];
const film = (label: string, split: string) => ["x.png", label, split];

test("shows test films, class by class", () => {
  const rows = [
    film("normal", "train"),
    film("normal", "test"),
    film("normal", "test"),
    film("covid19", "test"),
    film("pneumonia", "test"),
  ];

  expect(sampleRows({ columns, rows }, 4)).toEqual([1, 3, 4, 2]);
});

test("shows any films where none is for testing, and none of an empty set", () => {
  const rows = [film("", ""), film("", "train")];

  expect(sampleRows({ columns, rows })).toEqual([0, 1]);
  expect(sampleRows({ columns: ["file"], rows: [["a.png"]] })).toEqual([0]);
  expect(sampleRows({ columns, rows: [] })).toEqual([]);
});
