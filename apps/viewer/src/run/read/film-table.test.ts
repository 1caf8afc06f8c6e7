// Films of a data set from a manifest and from the server's table of it.
import { expect, test } from "vitest";
import { readFilmTable } from "./film-table.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test("both forms give the same films in the same order", () => {
  const csv = "file,source,patient,label\na.png,x,p1,normal\nb.png,x,,normal\n";
  const json = {
    columns: ["file", "source", "patient", "label"],
    rows: [
      ["a.png", "x", "p1", "normal"],
      ["b.png", "x", "", "normal"],
    ],
  };

  const found = readFilmTable("csv", encode(csv), "manifest.csv");

  expect(readFilmTable("json", encode(JSON.stringify(json)), "films.json")).toEqual(found);
  expect(found.files).toEqual(["a.png", "b.png"]);
  expect(found.facts.get("b.png")?.patient).toBe("file:b.png");
});

test("refuses what is no table", () => {
  expect(() => readFilmTable("json", encode("[]"), "films.json")).toThrow(
    'films.json: it must hold "columns" and "rows", but it does not. Reload.',
  );
});
