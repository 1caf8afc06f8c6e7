// The sections of a report that show the audits: beside the headline, foreign images, the two splits.

import type { BootstrapInterval } from "@pleura/data";
import { intervalText, lineChart, type PictureElement } from "@pleura/pictures";
import type { AuditKind, AuditResult } from "../audit/audit-result.ts";
import type { ForeignAudit, ForeignResult } from "../audit/foreign-audit.ts";
import type { AuditReport } from "../audit/run-audits.ts";
import type { SplitGap, SplitSide } from "../audit/split-gap.ts";
import { charts, paragraph, section, table } from "./page.ts";

const GROUPS: Readonly<Record<Exclude<AuditKind, "headline">, string>> = {
  trained: "Networks trained and tested on altered films",
  shown: "The same network, shown altered films",
  "small-model": "Models that see no film",
  source: "Which source a film comes from",
};

/** Sections for all audits. */
export function auditSections({ headline, audits, foreign, splitGap }: AuditReport): string[] {
  const kinds = ["trained", "shown", "small-model", "source"] as const;
  const parts = kinds.flatMap((kind) => {
    const some = audits.filter((one) => one.kind === kind);
    return some.length === 0 ? [] : [groupSection(kind, headline, some)];
  });
  return [
    ...parts,
    ...(splitGap === undefined ? [] : [splitSection(splitGap)]),
    ...(foreign === undefined ? [] : [foreignSection(foreign)]),
  ];
}

function groupSection(
  kind: Exclude<AuditKind, "headline">,
  headline: AuditResult,
  audits: readonly AuditResult[],
): string {
  const isSource = kind === "source";
  const shown = isSource ? audits : [headline, ...audits];
  const measure = isSource ? "balanced accuracy" : "accuracy";
  const last = isSource ? "chance (most frequent source)" : "chance (most frequent class)";
  const behind = isSource ? [] : ["AUROC behind the headline"];
  return section(
    GROUPS[kind],
    table(
      ["audit", measure, "macro AUROC", ...behind, last, "films", "patients"],
      shown.map((one) => [
        one.name,
        intervalText(isSource ? one.balancedAccuracy : one.accuracy),
        intervalText(one.macroAuroc),
        ...(isSource ? [] : [one.behindHeadline ? difference(one.behindHeadline) : "–"]),
        isSource ? `${fixed(1 / one.classes)} balanced, ${fixed(one.chance)}` : fixed(one.chance),
        `${one.n}`,
        `${one.patients}`,
      ]),
    ),
    ...audits.map((one) => paragraph(`${one.name}: ${one.question} ${one.note}`)),
  );
}

function splitSection({ published, clean, accuracy, macroAuroc }: SplitGap): string {
  const row = (name: string, side: SplitSide): string[] => [
    name,
    intervalText(side.accuracy),
    intervalText(side.macroAuroc),
    `${side.n}`,
    `${side.sharedFilms}`,
    fixed(side.accuracyOnShared),
    fixed(side.accuracyOnOthers),
  ];
  return section(
    "Published split against clean split",
    table(
      [
        "split",
        "accuracy",
        "macro AUROC",
        "test films",
        "whose patient is in training",
        "accuracy on those",
        "on the others",
      ],
      [row("published", published), row("clean", clean)],
    ),
    paragraph(
      `Published − clean: accuracy ${difference(accuracy)}, macro AUROC ${difference(macroAuroc)}. One recipe, one data set; the published split deals images, not patients.`,
    ),
  );
}

function foreignSection({ films, reference, kinds }: ForeignAudit): string {
  const rows = kinds.map((kind) => [
    kind.name,
    kind.origin,
    `${kind.n}${kind.unreadable > 0 ? ` (${kind.unreadable} unreadable)` : ""}`,
    intervalText(kind.auroc),
    intervalText(kind.distanceAuroc),
    intervalText(kind.caught),
  ]);
  const alarms =
    kinds[0] === undefined
      ? ""
      : ` ${intervalText(kinds[0].falseAlarms)} of the test films are above it.`;
  const among = (low: number, high: number): string =>
    kinds
      .filter(({ auroc }) => auroc.value >= low && auroc.value < high)
      .map(({ name }) => name)
      .join(", ");
  const lower = among(0, 0.5 - BLIND);
  const blind = among(0.5 - BLIND, 0.5 + BLIND);
  return section(
    "Foreign images",
    paragraph(
      `Score: 1 − SSIM of an image and its restoration. The ${films.length} test films against each kind; threshold so that 95 % of ${reference.length} validation films pass.${alarms}`,
    ),
    table(
      ["kind", "from", "images", "AUROC, high is foreign", "AUROC, far from the median", "caught"],
      rows,
    ),
    lower === ""
      ? ""
      : paragraph(
          `The score fails for ${lower}: it is lower than a chest film's, since what is smooth or empty is easy to restore. The distance from the median film finds some of these.`,
        ),
    blind === ""
      ? ""
      : paragraph(`The score does not tell ${blind} from chest films: the area is near one half.`),
    charts(...scoreCharts(films, kinds)),
  );
}

/** Distance from one half within which an area tells nothing in practice. */
const BLIND = 0.05;

/** Kinds in one chart besides the films: more names do not fit above it. */
const KINDS_PER_CHART = 2;
const SCORE_BINS = 25;

/** Histograms of the scores, a few kinds a chart. */
export function scoreCharts(
  films: readonly number[],
  kinds: readonly Pick<ForeignResult, "name" | "scores">[],
): (PictureElement | undefined)[] {
  const most = Math.max(...films, ...kinds.flatMap(({ scores }) => scores));
  const least = Math.min(0, ...films, ...kinds.flatMap(({ scores }) => scores));
  const series = (name: string, scores: readonly number[]) => ({
    name,
    points: histogram(scores, least, most),
  });
  const drawn: (PictureElement | undefined)[] = [];
  for (let start = 0; start < kinds.length; start += KINDS_PER_CHART) {
    const some = kinds.slice(start, start + KINDS_PER_CHART);
    drawn.push(
      lineChart({
        title: "Scores of foreign images",
        x: "1 − SSIM of the restoration",
        y: "share of images",
        xRange: [least, most],
        series: [series("test films", films), ...some.map((one) => series(one.name, one.scores))],
      }),
    );
  }
  return drawn;
}

function histogram(
  scores: readonly number[],
  least: number,
  most: number,
): (readonly [number, number])[] {
  const width = (most - least || 1) / SCORE_BINS;
  const counts = new Array<number>(SCORE_BINS).fill(0);
  for (const score of scores) {
    const bin = Math.min(SCORE_BINS - 1, Math.floor((score - least) / width));
    counts[bin] = (counts[bin] ?? 0) + 1 / scores.length;
  }
  return counts.map((share, bin) => [least + (bin + 0.5) * width, share] as const);
}

/** `−0.033 (−0.072 to 0.005)`: bounds of a difference may be negative. */
function difference({ value, low, high }: BootstrapInterval): string {
  const text = (x: number): string => fixed(x).replace("-", "−");
  return Number.isNaN(value) ? "–" : `${text(value)} (${text(low)} to ${text(high)})`;
}

function fixed(value: number): string {
  return Number.isNaN(value) ? "–" : value.toFixed(3);
}

/** One line of text for each audit, for a terminal. */
export function auditLines({ headline, audits, foreign, splitGap }: AuditReport): string[] {
  const width = Math.max(...[headline, ...audits].map(({ name }) => name.length), 20) + 2;
  const line = (name: string, text: string): string => `${name.padEnd(width)}${text}`;
  const numbers = (one: AuditResult): string =>
    one.kind === "source"
      ? `balanced accuracy ${intervalText(one.balancedAccuracy)}, AUROC ${intervalText(one.macroAuroc)}, chance ${fixed(1 / one.classes)}`
      : `accuracy ${intervalText(one.accuracy)}, AUROC ${intervalText(one.macroAuroc)}, chance ${fixed(one.chance)}`;
  const gap = (what: string, value: BootstrapInterval): string => `${what} ${difference(value)}`;
  return [
    ...[headline, ...audits].map((one) => line(one.name, numbers(one))),
    ...(splitGap === undefined
      ? []
      : [
          line(
            "published − clean",
            `${gap("accuracy", splitGap.accuracy)}, ${gap("AUROC", splitGap.macroAuroc)}`,
          ),
        ]),
    ...(foreign?.kinds ?? []).map((kind) =>
      line(
        `foreign ${kind.name}`,
        `AUROC ${intervalText(kind.auroc)}, far from the median ${intervalText(kind.distanceAuroc)}, ${kind.n} images`,
      ),
    ),
  ];
}
