// The sections of a report that show results by source, view and sex.

import { CLASSES, type SubgroupResult, UNKNOWN_GROUP } from "@pleura/data";
import { intervalText } from "@pleura/pictures";
import type { Evaluation } from "./evaluation.ts";
import { paragraph, section, table } from "./page.ts";

/** One number over all films can hide a group where the model fails. */
export function subgroupSections({ perSource, perView, perSex }: Evaluation): string[] {
  return [
    section(
      "Sources",
      paragraph(
        "One number over all sources can hide one that fails. Wilson intervals, which count images as independent.",
      ),
      groupTable("source", perSource),
      confoundingNote(perSource),
    ),
    section("Views and sexes", groupContent("view", perView), groupContent("sex", perSex)),
  ];
}

function groupContent(word: string, groups: readonly SubgroupResult[]): string {
  if (groups.every(({ group }) => group === UNKNOWN_GROUP))
    return paragraph(`The manifest gives no ${word}.`);
  return groupTable(word, groups);
}

function groupTable(word: string, groups: readonly SubgroupResult[]): string {
  const rows = groups.map(({ group, n, patients, accuracy, sensitivity, support }) => [
    group,
    `${n}`,
    `${patients}`,
    intervalText(accuracy),
    ...sensitivity.map((one, index) =>
      support[index] === 0 ? "–" : `${intervalText(one)} of ${support[index]}`,
    ),
  ]);
  const heads = CLASSES.map((name) => `sensitivity ${name}`);
  return table([word, "images", "patients", "accuracy", ...heads], rows);
}

function confoundingNote(groups: readonly SubgroupResult[]): string {
  const pure = groups.filter(({ support }) => support.filter((count) => count > 0).length === 1);
  if (pure.length === 0) return "";
  const names = pure.map(({ group }) => group).join(", ");
  return paragraph(
    `Class and source are confounded: ${names} ${pure.length === 1 ? "holds" : "hold"} one class only, so a model that recognises the source looks right there.`,
  );
}
