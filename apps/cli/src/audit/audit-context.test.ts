// Which rows an audit takes, and what it refuses to take.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { auditRows } from "./audit-context.ts";

function dataset(...rows: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "pleura-audit-"));
  writeFileSync(
    join(folder, "manifest.csv"),
    `file,source,patient,label,split\n${rows.join("\n")}\n`,
  );
  return folder;
}

const nothing = (): void => undefined;
const sound = ["a,s,1,normal,train", "b,s,2,covid19,train", "c,s,3,normal,test"];

test("takes a data set with two classes in training and films to test on", () => {
  const folder = dataset(...sound);

  expect(auditRows(folder, undefined, folder, nothing)).toHaveLength(3);
});

test("refuses a data set without test films", () => {
  const folder = dataset(...sound.slice(0, 2));

  expect(() => auditRows(folder, undefined, folder, nothing)).toThrow(
    `audit "${folder}": there must be labelled films in the splits train and test, but test has none. Run pleura data split, or give the --manifest of the training.`,
  );
});

test("refuses training films of one class", () => {
  const folder = dataset(...sound.slice(1));

  expect(() => auditRows(folder, undefined, folder, nothing)).toThrow(
    `audit "${folder}": the training films must have at least two classes, but all are covid19. Give the --manifest of the training.`,
  );
});

test("refuses a patient in two splits", () => {
  const folder = dataset(...sound, "d,s,1,normal,test");

  expect(() => auditRows(folder, undefined, folder, nothing)).toThrow(
    'splits: a patient must be in one split only, but "1" of "s" is in train and test.',
  );
});
