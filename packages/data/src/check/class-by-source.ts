// Whether the class of an image can be told from its source alone.

import { CLASSES, type ClassName } from "../dataset/classes.ts";
import type { ManifestRow } from "../dataset/manifest.ts";

/** Labelled images of a source by class. */
export interface SourceClasses {
  readonly source: string;
  readonly counts: Readonly<Record<ClassName, number>>;
  readonly unlabelled: number;
}

/** The class × source table and how far the two are confounded. */
export interface ClassBySource {
  readonly sources: readonly SourceClasses[];
  /** Cramér's V of class and source, 0 (unrelated) to 1 (one tells the other); NaN for one of either. */
  readonly cramersV: number;
  /** Sources whose labelled images are all of one class, where there are several classes. */
  readonly sourcesOfOneClass: readonly { readonly source: string; readonly label: ClassName }[];
  /** Classes that one source alone has, where there are several sources. */
  readonly classesOfOneSource: readonly { readonly label: ClassName; readonly source: string }[];
  /** Share of the labelled images that the most frequent class of their source names right. */
  readonly guessedBySource: number;
  /** True when the source tells more of the class than it may. */
  readonly isConfounded: boolean;
}

/** Cramér's V of a strong association, by the usual reading of Cohen 1988 for three classes. */
const STRONG = 0.5;

/** Counts the labelled images by source and class and measures their association. */
export function classBySource(rows: readonly ManifestRow[]): ClassBySource {
  const names = [...new Set(rows.map(({ source }) => source))].sort();
  const sources = names.map((source): SourceClasses => {
    const own = rows.filter((row) => row.source === source);
    const count = (label: string): number => own.filter((row) => row.label === label).length;
    const counts = Object.fromEntries(CLASSES.map((name) => [name, count(name)]));
    return { source, counts: counts as Record<ClassName, number>, unlabelled: count("") };
  });
  const labelled = sources.filter(({ counts }) => CLASSES.some((name) => counts[name] > 0));
  const classes = CLASSES.filter((name) => labelled.some(({ counts }) => counts[name] > 0));
  const matrix = labelled.map(({ counts }) => classes.map((name) => counts[name]));
  const total = matrix.flat().reduce((sum, count) => sum + count, 0);
  const best = matrix.reduce((sum, line) => sum + Math.max(...line), 0);
  const hasBoth = labelled.length > 1 && classes.length > 1;
  const sourcesOfOneClass = labelled.flatMap(({ source, counts }) => {
    const own = classes.filter((name) => counts[name] > 0);
    return hasBoth && own.length === 1 ? [{ source, label: own[0] as ClassName }] : [];
  });
  const classesOfOneSource = classes.flatMap((label) => {
    const own = labelled.filter(({ counts }) => counts[label] > 0);
    return hasBoth && own.length === 1 ? [{ label, source: own[0]?.source ?? "" }] : [];
  });
  const v = cramersV(matrix);
  return {
    sources,
    cramersV: v,
    sourcesOfOneClass,
    classesOfOneSource,
    guessedBySource: total === 0 ? Number.NaN : best / total,
    isConfounded: v >= STRONG || sourcesOfOneClass.length > 0 || classesOfOneSource.length > 0,
  };
}

/**
 * Cramér's V = √(χ² / (n · (min(rows, columns) − 1))), χ² = Σ (o − e)² / e (Cramér 1946, ch. 21).
 *
 * @param matrix counts `[rows, columns]`; empty rows and columns are left out
 * @returns NaN for fewer than two rows or columns
 */
export function cramersV(matrix: readonly (readonly number[])[]): number {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const lines = matrix.filter((line) => sum(line) > 0);
  const columns = [...(lines[0] ?? []).keys()]
    .map((at) => lines.map((line) => line[at] as number))
    .filter((column) => sum(column) > 0);
  const least = Math.min(lines.length, columns.length);
  if (least < 2) return Number.NaN;
  const n = sum(columns.flat());
  let chiSquare = 0;
  for (const column of columns)
    for (const [row, observed] of column.entries()) {
      const expected = (sum(column) * sum(lines[row] as number[])) / n;
      chiSquare += (observed - expected) ** 2 / expected;
    }
  return Math.sqrt(chiSquare / (n * (least - 1)));
}
