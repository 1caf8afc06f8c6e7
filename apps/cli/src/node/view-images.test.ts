// Views of prepared films: masks from the manifest, or the central box when some film has none.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ManifestRow } from "@pleura/data";
import { expect, test } from "vitest";
import { encodePng } from "../report/encode-png.ts";
import { prepareImages } from "./prepared-images.ts";
import { resolveView, viewImages } from "./view-images.ts";

const SIDE = 32;
const preparation = { size: SIDE, fit: "pad" } as const;

const row = (file: string, lungs?: string): ManifestRow => ({
  file,
  source: "made",
  patient: file,
  label: "normal",
  view: "PA",
  split: "train",
  license: "CC0-1.0",
  extra: lungs === undefined ? {} : { lungs },
});

function folderOf(files: Readonly<Record<string, (x: number, y: number) => number>>): string {
  const folder = mkdtempSync(join(tmpdir(), "pleura-views-"));
  for (const [name, grey] of Object.entries(files)) {
    const data = Uint8Array.from({ length: SIDE * SIDE }, (_, pixel) =>
      grey(pixel % SIDE, Math.floor(pixel / SIDE)),
    );
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), encodePng({ width: SIDE, height: SIDE, channels: 1, data }));
  }
  return folder;
}

const even = () => 255;
const leftHalf = (x: number) => (x < SIDE / 2 ? 255 : 0);

test("blacks the lungs out by the mask of each film", async () => {
  const folder = folderOf({ "a.png": even, "b.png": even, "m.png": leftHalf, "n.png": even });
  const rows = [row("a.png", "m.png"), row("b.png", "n.png")];
  const images = await prepareImages(folder, rows, preparation);

  const seen = await viewImages(folder, images, "lungs-out", preparation);

  const [first, second] = [await seen.image(0), await seen.image(1)];
  const bright = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);
  // The mask grows by one pixel.
  expect(bright(first)).toBe(SIDE * (SIDE / 2 - 1));
  expect(bright(second)).toBe(0);
  expect(await seen.batch([1, 0])).toEqual(Float32Array.of(...second, ...first));
  expect(await images.image(0)).toEqual(new Float32Array(SIDE * SIDE).fill(1));
});

test("takes the central box for all when one film has no mask", () => {
  const some = [row("a.png", "m.png"), row("b.png")];

  expect(resolveView("lungs-out", some)).toBe("centre-out");
  expect(resolveView("lungs-out", some.slice(0, 1))).toBe("lungs-out");
  expect(resolveView("ring", some)).toBe("ring");
});

test("refuses a view of the lungs for films without masks", async () => {
  const folder = folderOf({ "a.png": even });
  const images = await prepareImages(folder, [row("a.png", " ")], preparation);

  await expect(viewImages(folder, images, "lungs-only", preparation)).rejects.toThrow(
    'views of the lungs: every film must have a mask in the column "lungs", but "a.png" has none. Add it, or choose the view centre-out.',
  );
});
