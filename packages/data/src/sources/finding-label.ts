// The class of a finding in the words of the COVID-19 collections, old and new.

import type { ClassName } from "../dataset/classes.ts";

/** What a finding means to us. */
export interface FindingLabel {
  readonly label: ClassName | "";
  /** False when no rule knows the word; its images stay unlabelled and are told. */
  readonly isKnown: boolean;
}

/** Words that say that nobody has written a finding yet. */
const WITHOUT = new Set(["", "todo", "unknown"]);
const NORMAL = new Set(["no finding", "no findings", "normal"]);

/**
 * Pneumonias that old tables name by their cause alone; new ones write them below `Pneumonia/`.
 * ARDS and tuberculosis are none of them: lungs fail, and are infected, without pneumonia too.
 */
const NAMED = new Set([
  "aspergillosis",
  "aspiration",
  "bacterial",
  "chlamydophila",
  "e.coli",
  "fungal",
  "h1n1",
  "herpes",
  "influenza",
  "klebsiella",
  "legionella",
  "lipoid",
  "mers",
  "mers-cov",
  "mrsa",
  "mycoplasma",
  "nocardia",
  "pneumocystis",
  "sars",
  "staphylococcus",
  "streptococcus",
  "varicella",
  "viral",
]);

/**
 * The class of a finding: contains `COVID-19` → covid19; `No finding` → normal; `Pneumonia…` and
 * named pneumonias → pneumonia; empty, `todo`, `Unknown` → unlabelled; all else too, but unknown.
 */
export function labelOfFinding(finding: string): FindingLabel {
  const text = finding.trim().toLowerCase();
  if (WITHOUT.has(text)) return { label: "", isKnown: true };
  if (NORMAL.has(text)) return { label: "normal", isKnown: true };
  if (/covid-?19/.test(text)) return { label: "covid19", isKnown: true };
  const words = text.split(/[,;/|]/).map((word) => word.trim());
  const isPneumonia = words.some(
    (word) => NAMED.has(word) || (/\bpneumonia\b/.test(word) && !/^(no|not|non)\b/.test(word)),
  );
  return isPneumonia ? { label: "pneumonia", isKnown: true } : { label: "", isKnown: false };
}
