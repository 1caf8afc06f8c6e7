// What must be said beside the numbers of a split: missing classes, missing patients; and what no study can be made of.
import { CLASSES, type ManifestRow } from "@pleura/data";
import { CliError } from "../cli-error.ts";

const PARTS = ["train", "val", "test"] as const;

/** @throws {CliError} tag `data` when a part of a split has no labelled film */
export function requireParts(name: string, rows: readonly ManifestRow[]): void {
  const empty = PARTS.find((part) => !rows.some((row) => row.split === part && row.label !== ""));
  if (empty === undefined) return;
  throw new CliError(
    "data",
    `study: every part of the split "${name}" must hold at least one labelled film, but "${empty}" holds none. Label more films, or give other splits.`,
  );
}

/** Sentences about a split that is used all the same. */
export function splitNotes(rows: readonly ManifestRow[]): string[] {
  const has = (part: string, label: string): boolean =>
    rows.some((row) => row.split === part && row.label === label);
  const missing = CLASSES.flatMap((label) => {
    const parts = PARTS.filter((part) => !has(part, label));
    return parts.length === 0 ? [] : [`no film of ${parts.join(", ")} is ${label}`];
  });
  const labelled = rows.filter(({ label, split }) => label !== "" && split !== "");
  const anonymous = labelled.filter(({ patient }) => patient === "").length;
  return [
    ...(missing.length === 0
      ? []
      : [
          `Classes are missing: ${missing.join("; ")}. Means over classes leave out what is not defined.`,
        ]),
    ...(anonymous === 0
      ? []
      : [
          `The manifest gives no patient for ${anonymous} of ${labelled.length} labelled films: each counts as a patient of its own, so intervals may be too narrow and the split cannot keep these patients apart.`,
        ]),
  ];
}
