// Splits of a run: leaks refused, a frozen split taken over on resume, images left out on purpose.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ManifestRow, pretextRole } from "@pleura/data";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freezeSplit, refuseLeaks, splitRows } from "./resolve-splits.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pleura-splits-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const row = (file: string, patient: string, split: ManifestRow["split"] = ""): ManifestRow => ({
  file,
  source: "s",
  patient,
  label: "normal",
  view: "",
  split,
  license: "",
  extra: {},
});

test("resumes with the run's own split, and keeps out what it left out", () => {
  const frozen = [row("a.png", "1", "train"), row("b.png", "2", "test"), row("c.png", "2", "")];
  freezeSplit(frozen, folder);
  const unsplit = frozen.map((one) => ({ ...one, split: "" as const }));

  const { rows, isNew } = splitRows(unsplit, 0, folder);

  expect(isNew).toBe(false);
  expect(rows.map(({ split }) => split)).toEqual(["train", "test", ""]);
});

test("refuses to resume with an image that the frozen split does not name", () => {
  freezeSplit([row("a.png", "1", "train")], folder);

  expect(() => splitRows([row("a.png", "1"), row("new.png", "9")], 0, folder)).toThrow(
    `resume "${folder}": its split.csv must name every image, but "new.png" is not in it. ` +
      "Give the same --data, or start a new run.",
  );
});

test("refuses a patient in train and test, and takes one in pretext and train", () => {
  expect(() => refuseLeaks([row("a.png", "1", "train"), row("b.png", "1", "test")])).toThrow(
    'splits: a patient must be in one split only, but "1" of "s" is in train and test. ' +
      "Run pleura data check, then data split.",
  );
  refuseLeaks([row("a.png", "1", "pretext"), row("b.png", "1", "train")]);
});

test("lets the published split's leaks pass, and says how many there are", () => {
  const published = (file: string, patient: string, split: ManifestRow["split"], pretext = "") => ({
    ...row(file, patient, split),
    extra: { protocol: "published", pretext },
  });
  const rows = [
    published("a.png", "1", "train"),
    published("b.png", "1", "test", "train"),
    published("c.png", "2", "test"),
  ];

  expect(refuseLeaks(rows)).toBe(
    "the published protocol leaks by design: 1 patient is in two splits; of 2 test images 1 show a " +
      "patient of train or val, 1 one of the pretext. Its numbers say nothing about new patients",
  );
  expect(splitRows(rows, 0).note).toBe(refuseLeaks(rows));
  expect(refuseLeaks([published("a.png", "1", "train")])).toBeUndefined();
  expect(() => refuseLeaks([...rows, row("d.png", "9", "val")])).toThrow(
    "a patient must be in one",
  );
});

test("a resumed run has the pretext of its frozen split", () => {
  const rows = Array.from({ length: 60 }, (_, index) => ({
    ...row(`${index}.png`, `${index}`),
    label: index < 20 ? ("normal" as const) : ("" as const),
  }));
  const first = splitRows(rows, 0);
  freezeSplit(first.rows, folder);

  const resumed = splitRows(rows, 0, folder);

  expect(first.isNew).toBe(true);
  expect(resumed.rows).toEqual(first.rows);
  expect(resumed.rows.filter((one) => pretextRole(one) === "val")).toHaveLength(2);
});
