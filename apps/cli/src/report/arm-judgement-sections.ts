// The sections of a study's page about thresholds, abstaining and groups of films, one row an arm.

import {
  CLASSES,
  type ClassName,
  type OperatingGoal,
  type Spread,
  UNKNOWN_GROUP,
} from "@pleura/data";
import { type LineChart, lineChart } from "@pleura/pictures";
import { countNoun } from "../count-noun.ts";
import type { ArmGroup, ArmJudgement, ArmOperatingPoint } from "./arm-judgement.ts";
import { charts, paragraph, section, table } from "./page.ts";
import type { SeedInterval } from "./seed-shares.ts";
import { goalWords } from "./validated-words.ts";

/** An arm with its name. */
export interface TitledJudgement {
  readonly title: string;
  /** Arms of one group share a picture; all do when absent. */
  readonly group?: string;
  readonly judgement: ArmJudgement;
}

/** Sections for arms that were asked about the same test films. */
export function judgementSections(arms: readonly TitledJudgement[]): string[] {
  if (arms.length === 0) return [];
  return [operatingSection(arms), coverageSection(arms), groupSection(arms)];
}

function operatingSection(arms: readonly TitledJudgement[]): string {
  const of = (rate: OperatingGoal["rate"]): string =>
    CLASSES.map((name) => pointTable(arms, name, rate)).join("");
  return section(
    "Operating points",
    paragraph(
      "Each seed's threshold on a class's probability comes from its validation films; the rates are those of the test films, so they can miss the goal. Mean ± sd over seeds (95 % interval over patients). * Too few validation films to resolve the goal.",
    ),
    of("specificity"),
    `<details><summary>Specificity at 90 and 95 % sensitivity</summary>${of("sensitivity")}</details>`,
  );
}

/** One class: for each goal what the arms reach of the other rate, and of the goal's own. */
function pointTable(
  arms: readonly TitledJudgement[],
  name: ClassName,
  rate: OperatingGoal["rate"],
): string {
  const other = rate === "specificity" ? "sensitivity" : "specificity";
  const pointsOf = (judgement: ArmJudgement): readonly ArmOperatingPoint[] =>
    judgement.operatingPoints[name].filter(({ goal }) => goal.rate === rate);
  const goals = arms[0] === undefined ? [] : pointsOf(arms[0].judgement);
  const heads = goals.flatMap(({ goal }) => [`${other} at ${goalWords(goal)}`, `${rate} reached`]);
  const rows = arms.map(({ title, judgement }) => [
    title,
    ...pointsOf(judgement).flatMap((point) => [
      `${seedWords(point[other])}${point.isCoarse ? "*" : ""}`,
      seedWords(point[rate]),
    ]),
  ]);
  return table([name, ...heads], rows);
}

/** Coverages listed in the table, of those of the curve. */
const LISTED = [1, 0.9, 0.8, 0.7, 0.5];

function coverageSection(arms: readonly TitledJudgement[]): string {
  const listed = (judgement: ArmJudgement): string[] =>
    LISTED.map((share) => {
      const point = judgement.coverage.find(({ coverage }) => coverage === share);
      return point === undefined ? "–" : spreadWords(point.accuracy, 3);
    });
  return section(
    "Abstaining",
    paragraph(
      "Accuracy when a model answers only the surest share of the test films. AURC is the area under the risk-coverage curve, 0 is best. Mean ± sd over seeds.",
    ),
    charts(
      ...[...new Set(arms.map(({ group = "" }) => group))].map((group) =>
        lineChart(coverageLines(arms, group)),
      ),
    ),
    table(
      ["arm", ...LISTED.map((share) => `accuracy at ${share.toFixed(2)}`), "AURC"],
      arms.map(({ title, judgement }) => [
        title,
        ...listed(judgement),
        spreadWords(judgement.aurc, 4),
      ]),
    ),
  );
}

/** A chart of the arms of one group. */
function coverageLines(arms: readonly TitledJudgement[], group: string): LineChart {
  return {
    title: `Accuracy against coverage${group === "" ? "" : `, ${group}`}`,
    x: "coverage = share of films answered, surest first",
    y: "share right",
    xRange: [0, 1],
    range: [0, 1],
    series: arms
      .filter((arm) => (arm.group ?? "") === group)
      .map(({ title, judgement }) => ({
        name: title,
        points: judgement.coverage.flatMap(({ coverage, accuracy }) =>
          Number.isNaN(accuracy.mean) ? [] : [[coverage, accuracy.mean] as const],
        ),
      })),
  };
}

const KINDS = [
  ["source", "perSource"],
  ["view", "perView"],
  ["sex", "perSex"],
] as const;

function groupSection(arms: readonly TitledJudgement[]): string {
  return section(
    "Sources, views and sexes",
    paragraph(
      "Accuracy within a group of test films: mean ± sd over seeds (95 % interval over patients).",
    ),
    ...KINDS.map(([word, kind]) => groupTables(arms, word, kind)),
  );
}

function groupTables(
  arms: readonly TitledJudgement[],
  word: string,
  kind: (typeof KINDS)[number][1],
): string {
  const groups = arms[0]?.judgement[kind] ?? [];
  if (groups.every(({ group }) => group === UNKNOWN_GROUP))
    return paragraph(`The manifest gives no ${word}.`);
  const heads = groups.map(({ group, n }) => `${group}, ${countNoun(n, "film")}`);
  const rows = arms.map(({ title, judgement }) => [
    title,
    ...judgement[kind].map(({ accuracy }) => seedWords(accuracy)),
  ]);
  const full = arms.flatMap(({ title, judgement }) =>
    judgement[kind].map((group) => [title, ...groupCells(group)]),
  );
  const classes = CLASSES.map((name) => `sensitivity ${name}`);
  const all = table(["arm", word, "films", "patients", "accuracy", ...classes], full);
  return `${table([word, ...heads], rows)}<details><summary>Each class by ${word}</summary>${all}</details>`;
}

function groupCells({ group, n, patients, accuracy, sensitivity, support }: ArmGroup): string[] {
  return [
    group,
    `${n}`,
    `${patients}`,
    seedWords(accuracy),
    ...CLASSES.map((name) =>
      support[name] === 0 ? "–" : `${seedWords(sensitivity[name])} of ${support[name]}`,
    ),
  ];
}

/** `0.912 ± 0.010 (0.870–0.945)`, or a dash where the films cannot tell. */
function seedWords({ mean, sd, low, high }: SeedInterval): string {
  if (Number.isNaN(mean)) return "–";
  const text = (value: number): string => (Number.isNaN(value) ? "?" : value.toFixed(3));
  const spread = Number.isNaN(sd) ? "" : ` ± ${text(sd)}`;
  return `${text(mean)}${spread} (${text(low)}–${text(high)})`;
}

function spreadWords({ mean, sd }: Spread, digits: number): string {
  if (Number.isNaN(mean)) return "–";
  return `${mean.toFixed(digits)}${Number.isNaN(sd) ? "" : ` ± ${sd.toFixed(digits)}`}`;
}
