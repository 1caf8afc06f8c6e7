// Tells people what a check of a data set found.
import { CLASSES } from "@pleura/data";
import { countNoun } from "../count-noun.ts";
import { type Output, oneLine } from "../output.ts";
import { alignColumns } from "../split/counts-lines.ts";
import type { DatasetReport } from "./check-dataset.ts";

/** Lines of each kind that a person gets to see; `--json` and `--out` hold all. */
const MOST_LINES = 20;

/** Prints a report. */
export function printCheck(output: Output, report: DatasetReport): void {
  const list = (lines: readonly string[]): void => {
    for (const line of lines.slice(0, MOST_LINES)) output.text(`  ${oneLine(line)}`);
    if (lines.length > MOST_LINES) output.text(`  … and ${lines.length - MOST_LINES} more`);
  };
  const { unreadable, duplicates, nearDuplicates, leaks, copyLeaks, sharedPatients } = report;
  output.text(`images      ${report.images} (${report.readable} readable)`);
  output.text(`unreadable  ${unreadable.length}`);
  list(unreadable.map(({ reason, message }) => `${reason}: ${message}`));
  output.text(`duplicates  ${duplicates.length}`);
  list(duplicates.map(({ files, kind }) => `same ${kind}: ${files.join(" = ")}`));
  output.text(`near        ${nearDuplicates.length}`);
  list(nearDuplicates.map(({ files, kind }) => `${files.join(" ≈ ")}: ${kind}`));
  if (report.alike.length > 0) {
    output.text(
      `alike       ${countNoun(report.alike.length, "pair")} of one patient: copies, or two exposures in one position`,
    );
    list(report.alike.map(({ files, kind }) => `${files.join(" ≈ ")}: ${kind}`));
  }
  output.text(`leaks       ${report.findings.leaks}`);
  list([
    ...leaks.map(({ source, patient, splits }) => `${source} ${patient} is in ${and(splits)}`),
    ...sharedPatients
      .filter(({ isLeak }) => isLeak)
      .map(({ sources, patient, splits }) => `${and(sources)} ${patient} is in ${and(splits)}`),
    ...copyLeaks.map(({ files, splits, kind }) => `${and(files)} in ${and(splits)}: ${kind}`),
  ]);
  if (sharedPatients.length > 0) {
    output.text(`shared      ${countNoun(sharedPatients.length, "patient id")} in several sources`);
    list(sharedPatients.map(({ sources, patient }) => `${patient} is in ${and(sources)}`));
  }
  output.text(`suspects    ${report.suspects.length}, perhaps no frontal chest film`);
  list(report.suspects.map(({ file, reasons }) => `${file}: ${reasons.join("; ")}`));
  output.text(`sizes       ${report.smallest.join("×")} to ${report.largest.join("×")}`);
  printClasses(output, report);
}

function printClasses(output: Output, { classBySource: found, fingerprint }: DatasetReport): void {
  const number = (value: number): string => (value < 0.0005 ? "0" : value.toFixed(3));
  const bySource = new Map(fingerprint.map((one) => [one.source, one]));
  const lines = found.sources.map(({ source, counts, unlabelled }) => {
    const print = bySource.get(source);
    return [
      oneLine(source) || "-",
      ...CLASSES.map((name) => `${counts[name]}`),
      `${unlabelled}`,
      print === undefined ? "-" : `${print.width[1]}×${print.height[1]}`,
      print === undefined ? "-" : number(print.mean[1]),
      print === undefined ? "-" : number(print.black[1]),
      print === undefined ? "-" : number(print.white[1]),
    ];
  });
  const head = ["source", ...CLASSES, "unlabelled", "size", "mean", "black", "white"];
  for (const line of alignColumns([head, ...lines], 1)) output.text(line);
  if (!found.isConfounded) return;
  output.text(
    `class and source are confounded: Cramér's V ${found.cramersV.toFixed(2)}; ` +
      `naming each source's most frequent class is right for ${(100 * found.guessedBySource).toFixed(0)} % of the labelled images`,
  );
  for (const { source, label } of found.sourcesOfOneClass) {
    output.text(`  ${oneLine(source)} holds only ${label}`);
  }
  for (const { label, source } of found.classesOfOneSource) {
    output.text(`  ${label} comes only from ${oneLine(source)}`);
  }
}

function and(words: readonly string[]): string {
  return words.join(" and ");
}
