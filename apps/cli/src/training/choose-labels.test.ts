// The share of labels in a run folder: the words and the list.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ManifestRow } from "@pleura/data";
import { afterAll, expect, test } from "vitest";
import type { Output } from "../output.ts";
import { chooseLabels } from "./choose-labels.ts";

const folder = mkdtempSync(join(tmpdir(), "pleura-labels-"));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = Array.from(
  { length: 20 },
  (_, number): ManifestRow => ({
    file: `${number}.png`,
    source: "s",
    patient: `p${number}`,
    label: number < 10 ? "covid19" : "normal",
    view: "",
    split: "train",
    license: "",
    extra: {},
  }),
);

function choose(labelFraction: number) {
  const said: string[] = [];
  const output = { say: (line: string) => said.push(line) } as unknown as Output;
  const settings = { labelFraction, labelSeed: 3, seed: 0, out: folder };
  return { chosen: chooseLabels(rows, settings, output), said };
}

test("without a share all rows are used and nothing is written", () => {
  const { chosen, said } = choose(1);

  expect(chosen).toBe(rows);
  expect(said).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test("a share is told by class and listed in the run folder", () => {
  const { chosen, said } = choose(0.2);

  expect(said).toEqual([
    "finetune: a share of 0.2 of the labels, covid19 2 of 10 images (2 of 10 patients), " +
      "normal 2 of 10 images (2 of 10 patients); listed in labels.csv",
  ]);
  const [head, ...lines] = readFileSync(join(folder, "labels.csv"), "utf8").trim().split(/\r?\n/);
  expect(head).toBe("file,source,patient,label");
  expect(lines.map((line) => line.split(",")[0])).toEqual(chosen.map(({ file }) => file));
});
