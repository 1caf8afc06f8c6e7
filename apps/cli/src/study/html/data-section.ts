// The section of study.html that shows which films a study has: classes by source and part.
import { CLASSES } from "@pleura/data";
import { paragraph, section, table } from "../../report/page.ts";
import type { SplitRecord } from "../../split/write-split.ts";

const PARTS = ["train", "val", "test"] as const;

/** Films by source, class and part of the main split. */
export function dataSection({ protocol, seed, pretext, leaks, table: lines }: SplitRecord): string {
  const sources = [...new Set(lines.map(({ source }) => source))];
  const count = (source: string, label: string, split: string): number =>
    lines
      .filter((line) => line.source === source && line.label === label && line.split === split)
      .reduce((sum, { images }) => sum + images, 0);
  const unlabelled = (source: string): number =>
    lines
      .filter((line) => line.source === source && line.label === "")
      .reduce((sum, { images }) => sum + images, 0);
  const body = sources.map((source) => [
    source || "unknown",
    ...CLASSES.map((label) => PARTS.map((part) => count(source, label, part)).join(" / ")),
    `${unlabelled(source)}`,
  ]);
  const only = sources.filter(
    (source) =>
      CLASSES.filter((label) => PARTS.some((part) => count(source, label, part) > 0)).length === 1,
  );
  return section(
    "Data",
    paragraph(
      `Split by the protocol "${protocol}", seed ${seed}. The pretext trains on ${pretext.train} films and validates on ${pretext.val}. Patients in two parts: ${leaks.patients}.`,
    ),
    table(["source", ...CLASSES.map((name) => `${name} (train / val / test)`), "unlabelled"], body),
    only.length === 0
      ? ""
      : paragraph(
          `Class and source are confounded: ${only.join(", ")} ${only.length === 1 ? "holds" : "hold"} one class only. Whoever recognises the source is right there, so no number of this page shows that disease is recognised.`,
        ),
  );
}
