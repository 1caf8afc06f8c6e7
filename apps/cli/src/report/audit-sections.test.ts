// The audits' page: names are text, a score that fails is said to fail.
import { expect, test } from "vitest";
import type { AuditReport } from "../audit/run-audits.ts";
import { auditLines, auditSections } from "./audit-sections.ts";

const estimate = (value: number) => ({ value, low: value - 0.1, high: value + 0.1, draws: 100 });
const audit = (name: string, kind: "headline" | "shown" | "source") => ({
  name,
  kind,
  question: "Why?",
  n: 10,
  patients: 9,
  classes: 3,
  accuracy: estimate(0.8),
  balancedAccuracy: estimate(0.7),
  macroAuroc: estimate(0.85),
  chance: 0.4,
  note: "So.",
});
const kind = {
  origin: "given",
  n: 2,
  unreadable: 1,
  scores: [0.1, 0.2],
  auroc: estimate(0.3),
  distanceAuroc: estimate(0.9),
  threshold: 0.4,
  caught: estimate(0.2),
  falseAlarms: estimate(0.05),
} as const;
const report: AuditReport = {
  headline: audit("headline", "headline"),
  audits: [audit("shown-ring", "shown"), audit("source-from-features", "source")],
  foreign: {
    films: [0.2, 0.3],
    reference: [0.2],
    kinds: [{ ...kind, name: "<b>ct</b>" }],
  },
};

test("every audit stands beside the headline, with its question", () => {
  const html = auditSections(report).join("");

  expect(html.match(/<td>headline<\/td>/g)).toHaveLength(1);
  expect(html).toContain("shown-ring: Why? So.");
  expect(html).toContain("0.333 balanced, 0.400");
});

test("names of foreign images are text, and a failing score is called one", () => {
  const html = auditSections(report).join("");

  expect(html).not.toContain("<b>ct");
  expect(html).toContain("The score fails for &lt;b&gt;ct&lt;/b&gt;:");
  expect(html).toContain("2 (1 unreadable)");
  expect(html).toContain("<svg");
});

test("a score near one half is said to tell nothing, a high one gets no word", () => {
  const of = (value: number) => ({ ...kind, name: `at ${value}`, auroc: estimate(value) });
  const kinds = [of(0.52), of(0.9)];

  const html = auditSections({
    ...report,
    foreign: { films: [0.2], reference: [0.2], kinds },
  }).join("");

  expect(html).toContain("The score does not tell at 0.52 from chest films");
  expect(html).not.toContain("The score fails");
});

test("differences have signs that cannot be taken for dashes", () => {
  const behindHeadline = { value: -0.1, low: -0.2, high: 0.05, draws: 100 };
  const audits = [{ ...audit("shown-ring", "shown"), behindHeadline }];

  expect(auditSections({ ...report, audits }).join("")).toContain("−0.100 (−0.200 to 0.050)");
});

test("a terminal gets one line for each", () => {
  expect(auditLines(report)).toEqual([
    "headline              accuracy 0.800 (0.700–0.900), AUROC 0.850 (0.750–0.950), chance 0.400",
    "shown-ring            accuracy 0.800 (0.700–0.900), AUROC 0.850 (0.750–0.950), chance 0.400",
    "source-from-features  balanced accuracy 0.700 (0.600–0.800), AUROC 0.850 (0.750–0.950), chance 0.333",
    "foreign <b>ct</b>     AUROC 0.300 (0.200–0.400), far from the median 0.900 (0.800–1.000), 2 images",
  ]);
});
