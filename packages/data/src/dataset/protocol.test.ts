// What a manifest says of its split, and what the pretext makes of it.

import { expect, test } from "vitest";
import type { ManifestRow } from "./manifest.ts";
import { isPublishedSplit, pretextPart, protocolOf } from "./protocol.ts";

const row = (split: ManifestRow["split"], extra: Record<string, string> = {}): ManifestRow => ({
  file: "a",
  source: "",
  patient: "",
  label: "",
  view: "",
  split,
  license: "",
  extra,
});

test("without a protocol the split decides: pretext and train train, val validates", () => {
  const splits = ["pretext", "train", "val", "test", ""] as const;

  expect(splits.map((split) => pretextPart(row(split)))).toEqual(["train", "train", "val", "", ""]);
});

test("with a protocol the column decides, test images of the published split included", () => {
  const part = (split: ManifestRow["split"], pretext: string) =>
    pretextPart(row(split, { protocol: "published", pretext }));

  expect([part("test", "train"), part("train", ""), part("pretext", "val")]).toEqual([
    "train",
    "",
    "val",
  ]);
});

test("a split is published only when every row says so, in a word that is known", () => {
  const published = row("test", { protocol: "published" });

  expect(isPublishedSplit([published, published])).toBe(true);
  expect(isPublishedSplit([published, row("test")])).toBe(false);
  expect(isPublishedSplit([])).toBe(false);
  expect(protocolOf(row("", { protocol: "Published" }))).toBeUndefined();
});
