// Foreign images from folders, manifests and files; what cannot be read is told.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { encodePng } from "../report/encode-png.ts";
import { noStop } from "./made-films.test-support.ts";
import { parseForeign, readForeign } from "./read-foreign.ts";

const preparation = { size: 16, fit: "pad" } as const;
const png = encodePng({ width: 4, height: 4, channels: 1, data: new Uint8Array(16).fill(200) });

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "pleura-foreign-"));
  for (const name of ["b.png", "a.png"]) writeFileSync(join(made, name), png);
  return made;
}

test("names may come several times, and paths may hold an equals sign", () => {
  expect(parseForeign(["ct=a", "side view=b=c", "ct=d"])).toEqual([
    { name: "ct", paths: ["a", "d"] },
    { name: "side view", paths: ["b=c"] },
  ]);
});

test.each(["ct", "=a", "ct=", "<b>=a", "a\nb=c"])("refuses %j", (text) => {
  expect(() => parseForeign([text])).toThrow(
    `--foreign: it must be name=path, but it is "${text.replace("\n", " ")}". Give for example --foreign lateral=films/lateral.`,
  );
});

test("reads a folder in the order of its names, and a file beside it", async () => {
  const one = folder();
  mkdirSync(join(one, "deeper"));
  writeFileSync(join(one, ".hidden"), "");
  const other = folder();

  const found = await readForeign(
    { name: "ct", paths: [one, join(other, "b.png")] },
    preparation,
    noStop,
  );

  expect(found.files.map((file) => basename(file))).toEqual(["a.png", "b.png", "b.png"]);
  expect(found.images[0]).toEqual(new Float32Array(256).fill(Math.fround(200 / 255)));
  expect(found.unreadable).toEqual([]);
});

test("takes the images that a manifest names", async () => {
  const one = folder();
  writeFileSync(join(one, "manifest.csv"), "file\nb.png\n");

  const byFolder = await readForeign({ name: "ct", paths: [one] }, preparation, noStop);
  const byFile = await readForeign(
    { name: "ct", paths: [join(one, "manifest.csv")] },
    preparation,
    noStop,
  );

  expect(byFolder.files).toEqual([join(one, "b.png")]);
  expect(byFile.files).toEqual(byFolder.files);
});

test("tells what it cannot read, and refuses a kind without any image", async () => {
  const one = folder();
  writeFileSync(join(one, "c.png"), "no picture");

  const found = await readForeign({ name: "ct", paths: [one] }, preparation, noStop);

  expect(found.images).toHaveLength(2);
  expect(found.unreadable.map(({ file }) => basename(file))).toEqual(["c.png"]);
  await expect(
    readForeign({ name: "ct", paths: [join(one, "c.png")] }, preparation, noStop),
  ).rejects.toThrow(
    /^--foreign ct: at least one image must be readable, but none of the 1 is \(.*c\.png.*\)\. Give other files\.$/,
  );
  await expect(
    readForeign({ name: "ct", paths: ["nowhere"] }, preparation, noStop),
  ).rejects.toThrow(
    '--foreign ct: "nowhere" must be a folder, a manifest or an image, but it does not exist. Check the path.',
  );
});
