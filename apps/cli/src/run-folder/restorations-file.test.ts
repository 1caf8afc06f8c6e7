// The pictures of a pretext run: three planes side by side, and a list that replaces an earlier one.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodePng } from "@pleura/data";
import { expect, test } from "vitest";
import { writeRestorations } from "./restorations-file.ts";

const film = (file: string, value: number) => ({
  file,
  original: new Float32Array(4).fill(value),
  distorted: Float32Array.of(0, 1, 0, 1),
  restored: new Float32Array(4).fill(0.2),
  before: 0.25,
  after: 0.75,
});

test("writes a picture of each film and the list of them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pleura-restorations-"));
  writeRestorations(folder, 2, [film("old.png", 0), film("older.png", 0)]);

  writeRestorations(folder, 2, [film("a.png", 1)]);

  const place = join(folder, "restorations");
  expect(readdirSync(place).sort()).toEqual(["1.png", "restorations.json"]);
  expect(JSON.parse(readFileSync(join(place, "restorations.json"), "utf8"))).toEqual({
    size: 2,
    films: [{ file: "a.png", picture: "1.png", ssimBefore: 0.25, ssimAfter: 0.75 }],
  });
  const { width, height, data } = decodePng(readFileSync(join(place, "1.png")));
  expect([width, height]).toEqual([6, 2]);
  expect([...data]).toEqual([255, 255, 0, 255, 51, 51, 255, 255, 0, 255, 51, 51]);
});
