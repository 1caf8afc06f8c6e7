// The facts of a report.json: what an evaluation or a demo found, as lines.
import { ownValue } from "./read-json.ts";
import { type ValueLine, valueLines } from "./value-tree.ts";

/** A report with its long lists left out. */
export interface ReportFacts {
  /** Split that was evaluated; empty when the report does not say. */
  readonly split: string;
  readonly lines: readonly ValueLine[];
}

/** Lists that panels of their own show, or that nobody reads as lines. */
const LEFT_OUT = new Set(["images", "adapter", "bins", "curve"]);

/** Reads the value of a report. */
export function reportFacts(report: unknown): ReportFacts {
  const split = ownValue(report, "split");
  return {
    split: typeof split === "string" ? split : "",
    lines: valueLines(report).filter(
      ({ path }) => !path.split(".").some((key) => LEFT_OUT.has(key)),
    ),
  };
}
