// audit.json and audit.html: what the audits of a run said, for programs and for people.
import { join } from "node:path";
import type { AuditReport } from "../audit/run-audits.ts";
import { toJson } from "../output.ts";
import { versions } from "../run-folder/run-record.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { auditSections } from "./audit-sections.ts";
import { page, paragraph, section } from "./page.ts";

/** Writes both files into a folder; `facts` say what was audited. */
export function writeAudit(
  out: string,
  found: AuditReport,
  facts: Readonly<Record<string, unknown>>,
): void {
  makeFolder(out);
  const report = {
    notice: "Research use. Not for diagnosis.",
    ...facts,
    versions: versions(),
    ...found,
  };
  writeAtomic(join(out, "audit.json"), `${toJson(report, 2)}\n`, "output");
  const missing = [
    ...(found.foreign === undefined
      ? ["No restoration model was given (--pretext), so foreign images are not scored."]
      : []),
    ...(found.audits.some(({ kind }) => kind === "trained")
      ? []
      : ["No network was trained on altered films (--retrain), which is the stronger audit."]),
    ...(found.splitGap === undefined
      ? ["No run on the published split was given (--published), so the leak is not measured."]
      : []),
  ];
  const html = page("Audits", [
    section(
      "What this page asks",
      paragraph(
        "A classifier can be right for reasons that have nothing to do with lungs. Each audit takes something away, or asks something else: a number near the headline's where the lungs are hidden means that the headline is no evidence of medicine. How to read each, and what none of them can show: docs/audits.md.",
      ),
      ...missing.map(paragraph),
    ),
    ...auditSections(found),
  ]);
  writeAtomic(join(out, "audit.html"), html, "output");
}
