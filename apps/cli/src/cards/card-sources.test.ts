// Facts for cards: collapsed intervals, groups that the data tell, failures in order, records without paths, checks.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ManifestRow } from "@pleura/data";
import { expect, test } from "vitest";
import { predictionsOf } from "../inference/predictions.ts";
import { evaluatePredictions } from "../report/evaluation.ts";
import type { RunRecord } from "../run-folder/run-record.ts";
import { auditFacts } from "../study/study-audits.ts";
import { readAuditFile } from "./audit-file.ts";
import { checkFacts, skippedFacts } from "./data-facts.ts";
import { dataUse, failureFacts, metricFacts, subgroupFacts } from "./evaluation-facts.ts";
import { isMadeUp } from "./is-made-up.ts";
import { pretextFacts, runFacts } from "./run-facts.ts";

const labels = ["covid19", "pneumonia", "normal"] as const;
const row = (index: number, more: Partial<ManifestRow> = {}): ManifestRow => ({
  file: `${index}.png`,
  source: index % 2 === 0 ? "a" : "",
  patient: `p${index}`,
  label: labels[index % 3] ?? "",
  view: "",
  split: "test",
  license: "",
  extra: index < 6 ? { age: "30" } : {},
  ...more,
});
const rows = Array.from({ length: 12 }, (_, index) => row(index));

/** Logits that are right but for the images named, which say covid19 as strongly as told. */
const predictions = (wrong: Readonly<Record<number, number>> = {}) => {
  const logits = new Float32Array(3 * rows.length);
  for (const index of rows.keys()) {
    const strength = wrong[index];
    logits[3 * index + (strength === undefined ? index % 3 : 0)] = strength ?? 4;
  }
  return predictionsOf(rows, logits);
};

test("where every draw is the same, shares get Wilson's interval and areas none", () => {
  const numbers = metricFacts(evaluatePredictions(predictions(), { seed: 0, draws: 100 }));
  const named = (name: string) => numbers.find((one) => one.name === name);

  expect(named("accuracy")?.estimate.low).toBeCloseTo(0.7575, 4);
  expect(named("accuracy")?.method).toBe(
    "all 100 bootstrap draws give this value; Wilson over 12 images instead",
  );
  // Wilson for 4 of 4 and 8 of 8 images.
  expect(named("sensitivity of normal")?.estimate.low).toBeCloseTo(0.51, 2);
  expect(named("specificity of normal")?.estimate.low).toBeCloseTo(0.676, 3);
  expect(named("precision of normal")?.estimate.low).toBeCloseTo(0.51, 2);
  expect(named("AUROC of normal")?.estimate).toEqual({
    value: 1,
    low: Number.NaN,
    high: Number.NaN,
  });
});

test("where draws differ, the bootstrap's own interval stays", () => {
  const evaluation = evaluatePredictions(predictions({ 1: 2, 5: 2 }), { seed: 0, draws: 100 });
  const { low, high } = evaluation.accuracy;

  const [accuracy] = metricFacts(evaluation);

  expect(accuracy?.estimate).toEqual({ value: 10 / 12, low, high });
  expect(accuracy?.method).toBe("patient bootstrap, 100 draws");
});

test("groups by source and age as the rows tell them, and not by view and sex, which they do not", () => {
  const found = predictions();

  const groups = subgroupFacts(
    evaluatePredictions(found, { seed: 0, draws: 100 }),
    found,
    rows,
  ).filter(({ name }) => name === "accuracy");

  expect(groups.map(({ factor, group, n }) => [factor, group, n])).toEqual([
    ["source", "a", 6],
    ["source", "unknown", 6],
    ["age", "18–39", 6],
    ["age", "unknown", 6],
  ]);
});

test("failures are the wrong ones, most confident first, no more than asked for", () => {
  const found = predictions({ 1: 2, 5: 5, 7: 3 });

  const failures = failureFacts(found, [], 2);

  expect(failures.map(({ file, truth, predicted }) => [file, truth, predicted])).toEqual([
    ["5.png", "normal", "covid19"],
    ["7.png", "pneumonia", "covid19"],
  ]);
  expect(failureFacts(predictions(), [], 2)).toEqual([]);
});

test("a set of rows is counted, and no rows are no set", () => {
  expect(dataUse("set", rows, "ab")).toEqual({
    name: "set",
    fingerprint: "ab",
    images: 12,
    patients: 12,
    classes: { covid19: 4, normal: 4, pneumonia: 4 },
    sources: { "": 6, a: 6 },
  });
  expect(dataUse("set", [])).toBeUndefined();
});

const record = {
  command: "finetune",
  versions: { pleura: "0.1.0" },
  adapter: { description: "a card" },
  seed: 3,
  config: {
    data: "/secret/place",
    out: "/other",
    init: "/secret/run",
    cache: "/c",
    unet: { width: 8, places: ["a", "b"] },
  },
  dataFingerprint: "ab",
  data: { train: 5 },
  model: { parameters: 7 },
} as unknown as RunRecord;

test("a run's record tells how it was trained and no path of the machine", () => {
  const { training, version, parameters } = runFacts(record);

  expect(version).toBe("pleura 0.1.0");
  expect(parameters).toBe(7);
  expect(training).toEqual({
    command: "finetune",
    seed: "3",
    adapter: "a card",
    "train images": "5",
    init: "an earlier run",
    "unet.width": "8",
    "unet.places": "a, b",
  });
  expect(runFacts(undefined)).toEqual({});
});

test("the pretext is none from scratch and not known when its run is gone", () => {
  const from = (init: unknown) => pretextFacts({ ...record, config: { init } } as RunRecord);

  expect(from("scratch")).toBe("none");
  expect(from("/gone")).toBeUndefined();
  expect(pretextFacts(undefined)).toBeUndefined();
});

test("a check is counted as far as it went, and another file is refused", () => {
  const folder = mkdtempSync(join(tmpdir(), "pleura-card-"));
  const [good, text, other] = ["good", "text", "other"].map((name) => join(folder, name));
  writeFileSync(
    good as string,
    JSON.stringify({ unreadable: [], duplicates: [{}, {}], leaks: [{}] }),
  );
  writeFileSync(text as string, "no json");
  writeFileSync(other as string, JSON.stringify({ leaks: 3 }));

  expect(checkFacts(good as string)).toEqual({
    unreadable: 0,
    exactDuplicates: 2,
    nearDuplicates: undefined,
    leaks: 1,
    copyLeaks: undefined,
    suspects: undefined,
  });
  const advice = "Write one with pleura data check --out DIR.";
  expect(() => checkFacts(text as string)).toThrow(
    `check "${text}": it must be a check.json of pleura data check, but it is no JSON. ${advice}`,
  );
  expect(() => checkFacts(other as string)).toThrow(
    `check "${other}": it must be a check.json of pleura data check, but its lists are no lists. ${advice}`,
  );
  expect(() => checkFacts(join(folder, "gone"))).toThrow("but reading it gave ENOENT");
});

test("audits come back with their numbers, what JSON has as null as NaN, and other files are refused", () => {
  const folder = mkdtempSync(join(tmpdir(), "pleura-card-"));
  const [good, text, other] = ["good", "text", "other"].map((name) => join(folder, name));
  const numbers = { value: 0.5, low: 0.4, high: null, draws: 100 };
  const audit = { name: "shown-ring", question: "Q?", note: "N.", n: 9 };
  const method = "patient bootstrap, 100 draws";
  const report = { audits: [{ ...audit, accuracy: numbers, macroAuroc: numbers }] };
  writeFileSync(good as string, JSON.stringify(report));
  writeFileSync(text as string, "no json");
  writeFileSync(other as string, JSON.stringify({ audits: [audit] }));

  expect(auditFacts(readAuditFile(good as string))).toEqual([
    {
      name: "shown-ring",
      finding: "Q? N.",
      numbers: [
        { name: "accuracy", estimate: { ...numbers, high: Number.NaN }, n: 9, method },
        { name: "macro AUROC", estimate: { ...numbers, high: Number.NaN }, n: 9, method },
      ],
    },
  ]);
  const advice = "Write one with pleura audit --out DIR.";
  expect(() => readAuditFile(text as string)).toThrow(
    `audit "${text}": it must be an audit.json of pleura audit, but it is no JSON. ${advice}`,
  );
  expect(() => readAuditFile(other as string)).toThrow(
    `audit "${other}": it must be an audit.json of pleura audit, but its audits are not complete. ${advice}`,
  );
});

test("skipped images are counted by reason where an import left a list", () => {
  const folder = mkdtempSync(join(tmpdir(), "pleura-card-"));
  expect(skippedFacts(folder)).toBeUndefined();
  writeFileSync(join(folder, "skipped.csv"), "file,reason\na,lateral\nb,lateral\nc,other\n");

  expect(skippedFacts(folder)).toEqual({ lateral: 2, other: 1 });
});

test("only phantoms are made up", () => {
  expect(isMadeUp([{ source: "phantom-a" }])).toBe(true);
  expect(isMadeUp([{ source: "phantom-a" }, { source: "cohen" }])).toBe(false);
  expect(isMadeUp([])).toBe(false);
});
