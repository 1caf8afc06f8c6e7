// What stands beside a study's headline: the same question asked of models that see no lungs, or nothing at all.
import { intervalChart, type PictureElement } from "@pleura/pictures";
import type { AuditKind } from "../../audit/audit-result.ts";
import type { AuditReport } from "../../audit/run-audits.ts";
import { charts, paragraph, section } from "../../report/page.ts";

const GROUPS: Readonly<Record<Exclude<AuditKind, "source">, string>> = {
  headline: "The headline",
  trained: "Trained anew on altered films",
  shown: "The headline, shown altered films",
  "small-model": "No network at all",
};

/** The audits that tell the classes apart as a picture beside the headline; undefined without any. */
export function besideHeadlineChart({ headline, audits }: AuditReport): PictureElement | undefined {
  const shown = [headline, ...audits].filter(({ kind }) => kind !== "source");
  return intervalChart({
    title: "What else tells the class",
    x: "macro AUROC on the test films",
    mark: { at: 0.5, name: "chance" },
    lines: shown.map(({ name, kind, macroAuroc: { value, low, high } }) => ({
      label: name.replace(/^(trained|shown)-/, ""),
      value,
      low,
      high,
      group: GROUPS[kind as keyof typeof GROUPS],
    })),
  });
}

/** The audits beside the headline, before anybody believes it. */
export function besideHeadlineSection(report: AuditReport): string {
  const { headline, audits } = report;
  const blind = audits.filter(
    ({ kind, name }) =>
      kind === "small-model" || (kind === "trained" && !/whole|lungs-only/.test(name)),
  );
  const best = blind.reduce<(typeof blind)[number] | undefined>(
    (found, one) =>
      found === undefined || one.macroAuroc.value > found.macroAuroc.value ? one : found,
    undefined,
  );
  if (best === undefined) return "";
  const isReached = best.macroAuroc.high >= headline.macroAuroc.value;
  return section(
    "Beside the headline",
    paragraph(
      `The most that is had without looking at lungs: ${best.name}, macro AUROC ${best.macroAuroc.value.toFixed(3)} (${best.macroAuroc.low.toFixed(3)}–${best.macroAuroc.high.toFixed(3)}), against the headline's ${headline.macroAuroc.value.toFixed(3)}. ` +
        (isReached
          ? "Its interval reaches the headline, so the headline is no evidence that disease is seen."
          : "The headline is above its interval; that alone does not show that disease is seen."),
    ),
    charts(besideHeadlineChart(report)),
  );
}
