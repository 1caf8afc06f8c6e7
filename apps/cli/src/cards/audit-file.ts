// Reads the audit.json of pleura audit, for the model card.
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { AuditReport } from "../audit/run-audits.ts";
import { CliError } from "../cli-error.ts";

const number = z.number().or(z.nan());
const numbers = z.looseObject({ value: number, low: number, high: number, draws: z.number() });
const gap = z.looseObject({ value: number, low: number, high: number });
const audit = z.looseObject({
  name: z.string(),
  question: z.string(),
  note: z.string(),
  n: z.number(),
  accuracy: numbers,
  macroAuroc: numbers,
});
const kind = z.looseObject({
  name: z.string(),
  origin: z.string(),
  n: z.number(),
  auroc: numbers,
});
const schema = z.looseObject({
  audits: z.array(audit),
  foreign: z.looseObject({ kinds: z.array(kind) }).optional(),
  splitGap: z.looseObject({ accuracy: gap, macroAuroc: gap }).optional(),
});

/**
 * The audits of a file; null, which JSON has for NaN, is NaN again.
 *
 * @throws {CliError} tag `data` when the file cannot be read or is something else
 */
export function readAuditFile(path: string): AuditReport {
  const refuse = (given: string, cause?: unknown): CliError =>
    new CliError(
      "data",
      `audit "${path}": it must be an audit.json of pleura audit, but ${given}. Write one with pleura audit --out DIR.`,
      cause,
    );
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"), (_, value) => value ?? Number.NaN);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw refuse(code === undefined ? "it is no JSON" : `reading it gave ${code}`, cause);
  }
  const found = schema.safeParse(content);
  if (!found.success) throw refuse("its audits are not complete", found.error);
  // The schema checks all that a card reads.
  return found.data as unknown as AuditReport;
}
