// The audits beside the headline: which is the strongest blind one, and what is said about it.
import { expect, test } from "vitest";
import type { AuditKind, AuditResult } from "../../audit/audit-result.ts";
import { besideHeadlineChart, besideHeadlineSection } from "./beside-headline.ts";

function audit(name: string, kind: AuditKind, auroc: number): AuditResult {
  const around = (value: number) => ({ value, low: value - 0.05, high: value + 0.05, draws: 100 });
  return {
    name,
    kind,
    question: "?",
    n: 100,
    patients: 80,
    classes: 3,
    accuracy: around(0.5),
    balancedAccuracy: around(0.5),
    macroAuroc: around(auroc),
    chance: 0.4,
    note: "",
  };
}

const headline = audit("headline", "headline", 0.8);

test("names the strongest model that sees no lungs, and says when it reaches the headline", () => {
  const audits = [
    audit("trained-whole", "trained", 0.95),
    audit("shown-ring", "shown", 0.9),
    audit("trained-ring", "trained", 0.7),
    audit("metadata", "small-model", 0.78),
    audit("source-from-features", "source", 0.99),
  ];

  const text = besideHeadlineSection({ headline, audits });

  expect(text).toContain(
    "metadata, macro AUROC 0.780 (0.730–0.830), against the headline&#39;s 0.800.",
  );
  expect(text).toContain("no evidence that disease is seen");
  const chart = JSON.stringify(besideHeadlineChart({ headline, audits }));
  expect(chart).toContain("metadata");
  expect(chart).not.toContain("source-from-features");
});

test("claims nothing when the headline is above all of them, and is empty without audits", () => {
  const low = { headline, audits: [audit("histogram", "small-model", 0.6)] };

  expect(besideHeadlineSection(low)).toContain("that alone does not show that disease is seen");
  expect(besideHeadlineSection({ headline, audits: [] })).toBe("");
});
