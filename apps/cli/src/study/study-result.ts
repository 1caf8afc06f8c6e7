// study.json: what a study found, with nothing in it that another day would change.
import type { AuditReport } from "../audit/run-audits.ts";
import type { ExplanationMeasures } from "../explanation/explanation-measures.ts";
import type { Evaluation } from "../report/evaluation.ts";
import type { SplitRecord } from "../split/write-split.ts";
import type { RowComparison } from "./study-comparisons.ts";
import type { StudyRow } from "./study-row.ts";

/** Contents of study.json. */
export interface StudyResult {
  readonly notice: string;
  readonly isComplete: boolean;
  readonly cells: { readonly done: number; readonly planned: number };
  /** What must be said beside the numbers. */
  readonly notes: readonly string[];
  readonly mainSplit: string;
  /** How each split was made and what it holds, by its name. */
  readonly splits: Readonly<Record<string, SplitRecord>>;
  /** Splits that leave a source out, with its name. */
  readonly leftOut: Readonly<Record<string, string>>;
  readonly rows: readonly StudyRow[];
  /** Pairs of rows by their place in `rows`. */
  readonly comparisons: readonly RowComparison[];
  /** The headline's first seed in full. */
  readonly headline?: { readonly cell: string; readonly evaluation: Evaluation };
  /** What else than lungs tells the class. */
  readonly audits?: AuditReport;
  /** What the headline's heatmaps are worth. */
  readonly explanations?: ExplanationMeasures;
}
