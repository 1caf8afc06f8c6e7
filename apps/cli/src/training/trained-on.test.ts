// What a checkpoint says of its training data.
import type { ManifestRow } from "@pleura/data";
import { expect, test } from "vitest";
import { trainedOn } from "./trained-on.ts";

const rowsOf = (...sources: string[]) => sources.map((source) => ({ source }) as ManifestRow);

test("names the sources of the training films, most films first", () => {
  const rows = rowsOf("b", "a", "b", "c");

  expect(trainedOn(rows, [0, 1, 2])).toBe("3 films: b 2, a 1");
  expect(trainedOn(rows, [3])).toBe("1 film: c 1");
});

test("counts the sources that do not fit", () => {
  const rows = rowsOf("a", "b", "c", "d", "e", "f");

  expect(trainedOn(rows, [0, 1, 2, 3, 4])).toBe("5 films: a 1, b 1, c 1, d 1 and 1 more source");
  expect(trainedOn(rows, [...rows.keys()])).toBe("6 films: a 1, b 1, c 1, d 1 and 2 more sources");
});

test("a manifest without sources has films only", () => {
  expect(trainedOn(rowsOf("", ""), [0, 1])).toBe("2 films");
});
