// The sections of a study's page about thresholds, abstaining and groups of films, one row an arm.
import { CLASSES, type Spread, UNKNOWN_GROUP } from "@pleura/data";
import type { ArmGroup, ArmJudgement } from "./arm-judgement.ts";
import { lineChart } from "./line-chart.ts";
import { paragraph, section, table } from "./page.ts";
import type { SeedInterval } from "./seed-shares.ts";
import { goalWords } from "./validated-words.ts";

/** An arm with its name. */
export interface TitledJudgement {
  readonly title: string;
  readonly judgement: ArmJudgement;
}

/** Sections for all arms. */
export function judgementSections(arms: readonly TitledJudgement[]): string[] {
  if (arms.length === 0) return [];
  return [operatingSection(arms), coverageSection(arms), groupSection(arms)];
}

function operatingSection(arms: readonly TitledJudgement[]): string {
  const rows = arms.flatMap(({ title, judgement }) =>
    CLASSES.flatMap((name) =>
      judgement.operatingPoints[name].map(({ goal, isCoarse, sensitivity, specificity }) => [
        title,
        name,
        `${goalWords(goal)}${isCoarse ? "*" : ""}`,
        seedWords(sensitivity),
        seedWords(specificity),
      ]),
    ),
  );
  return section(
    "Operating points",
    paragraph(
      "Each seed's threshold on a class's probability comes from its validation films; the rates are those of the test films, so they can miss the goal. Mean ± sd over seeds (95 % interval over patients). * Too few validation films to resolve the goal.",
    ),
    table(["arm", "class", "goal on validation", "sensitivity", "specificity"], rows),
  );
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
    lineChart({
      title: "Accuracy against coverage",
      x: "coverage = share of films answered, surest first",
      y: "share right",
      xRange: [0, 1],
      series: arms.map(({ title, judgement }) => ({
        name: title,
        points: judgement.coverage.flatMap(({ coverage, accuracy }) =>
          Number.isNaN(accuracy.mean) ? [] : [[coverage, accuracy.mean] as const],
        ),
      })),
    }),
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

function groupSection(arms: readonly TitledJudgement[]): string {
  const kinds = [
    ["source", "perSource"],
    ["view", "perView"],
    ["sex", "perSex"],
  ] as const;
  return section(
    "Sources, views and sexes",
    paragraph(
      "Accuracy, and sensitivity of each class, within a group of test films: mean ± sd over seeds (95 % interval over patients).",
    ),
    ...kinds.map(([word, kind]) => {
      const isKnown = arms.some(({ judgement }) =>
        judgement[kind].some(({ group }) => group !== UNKNOWN_GROUP),
      );
      if (!isKnown) return paragraph(`The manifest gives no ${word}.`);
      const rows = arms.flatMap(({ title, judgement }) =>
        judgement[kind].map((group) => [title, ...groupCells(group)]),
      );
      const heads = CLASSES.map((name) => `sensitivity ${name}`);
      return table(["arm", word, "films", "patients", "accuracy", ...heads], rows);
    }),
  );
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
