// Metadata of files: header and a few columns, never source, patient or a column that names the label.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ManifestRow } from "@pleura/data";
import sharp from "sharp";
import { expect, test } from "vitest";
import { noStop } from "./made-films.test-support.ts";
import { readMetadata } from "./read-metadata.ts";

const picture = (channels: 1 | 3) =>
  sharp({ create: { width: 48, height: 32, channels: 3, background: "#888" } }).toColourspace(
    channels === 1 ? "b-w" : "srgb",
  );

const row = (file: string, extra: Record<string, string> = {}): ManifestRow => ({
  file,
  source: "made",
  patient: "p",
  label: "normal",
  view: "AP",
  split: "train",
  license: "",
  extra,
});

test("reads size, depth, channels and format without decoding, and the manifest's columns", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pleura-metadata-"));
  writeFileSync(join(folder, "a.png"), await picture(1).png().toBuffer());
  writeFileSync(join(folder, "b.jpg"), await picture(3).jpeg().toBuffer());
  writeFileSync(join(folder, "c.webp"), await picture(3).webp().toBuffer());

  const found = await readMetadata(
    folder,
    [row("a.png", { sex: "F", age: "058Y", finding: "normal" }), row("b.jpg"), row("c.webp")],
    noStop,
  );

  const shared = { width: 48, height: 32, bits: 8, view: "AP" };
  expect(found).toEqual([
    { ...shared, channels: 1, format: "png", sex: "female", age: 58 },
    { ...shared, channels: 3, format: "jpeg", sex: "", age: undefined },
    { ...shared, channels: 3, format: "webp", sex: "", age: undefined },
  ]);
});
