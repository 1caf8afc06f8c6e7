// Facts for a model card out of an evaluation, its predictions and the measures of its heatmaps.
import {
  ageGroup,
  type BootstrapInterval,
  CLASSES,
  type ClassName,
  type Interval,
  type ManifestRow,
  patientKey,
  type SubgroupResult,
  subgroupResults,
  wilsonInterval,
} from "@pleura/data";
import { classCount } from "@pleura/models";
import type { ExplanationMeasures, MethodMeasures } from "../explanation/explanation-measures.ts";
import { predictedClasses } from "../inference/class-scores.ts";
import type { Predictions } from "../inference/predictions.ts";
import type { Evaluation } from "../report/evaluation.ts";
import type { GalleryItem } from "../report/gallery.ts";
import type { DataUse, FailureFact, MeasuredNumber, SubgroupNumber } from "./card-facts.ts";

const PER_CLASS = ["auroc", "auprc", "sensitivity", "specificity", "precision", "f1"] as const;
const TITLES: Readonly<Record<(typeof PER_CLASS)[number], string>> = {
  auroc: "AUROC",
  auprc: "AUPRC",
  sensitivity: "sensitivity",
  specificity: "specificity",
  precision: "precision",
  f1: "F1",
};

/** The overall numbers of an evaluation. */
export function metricFacts(evaluation: Evaluation): MeasuredNumber[] {
  const { n, accuracy, perClass, macro, brier, nll, calibration } = evaluation;
  const noInterval = { low: Number.NaN, high: Number.NaN };
  return [
    drawnFact("accuracy", accuracy, n, n),
    ...PER_CLASS.map((measure) => drawnFact(`macro ${TITLES[measure]}`, macro[measure], n)),
    ...CLASSES.flatMap((name, index) =>
      PER_CLASS.map((measure) =>
        drawnFact(
          `${TITLES[measure]} of ${name}`,
          perClass[name][measure],
          n,
          trialsOf(measure, index, evaluation),
        ),
      ),
    ),
    drawnFact("Brier score", brier, n),
    drawnFact("log loss, nats", nll, n),
    {
      name: "ECE, 15 equal-mass bins",
      estimate: { value: calibration.ece, ...noInterval },
      n,
      method: "a biased estimate: it is above 0 even for a perfect model",
    },
  ];
}

/**
 * A bootstrapped number. Where every draw gives the same, resampling cannot show how uncertain that is: shares then get
 * Wilson's interval, other measures are told to have none.
 *
 * @param trials of which the number is a share; undefined for what is no share
 */
function drawnFact(
  name: string,
  estimate: BootstrapInterval,
  n: number,
  trials?: number,
): MeasuredNumber {
  const { value, low, high, draws } = estimate;
  const method = `patient bootstrap, ${draws} draws`;
  if (low !== high) return { name, estimate: { value, low, high }, n, method };
  const same = `all ${draws} bootstrap draws give this value`;
  if (trials === undefined) {
    const unknown = { value, low: Number.NaN, high: Number.NaN };
    return { name, estimate: unknown, n, method: same };
  }
  const wilson = wilsonInterval(Math.round(value * trials), trials);
  return { name, estimate: wilson, n, method: `${same}; Wilson over ${trials} images instead` };
}

/** Images that a ratio of a class is a share of; undefined for what is no share of images. */
function trialsOf(
  measure: (typeof PER_CLASS)[number],
  index: number,
  { n, confusion }: Evaluation,
): number | undefined {
  const truths = (confusion[index] ?? []).reduce((sum, count) => sum + count, 0);
  if (measure === "sensitivity") return truths;
  if (measure === "specificity") return n - truths;
  if (measure === "precision") return confusion.reduce((sum, row) => sum + (row[index] ?? 0), 0);
  return undefined;
}

/**
 * Accuracy and sensitivities by source, view, sex, and by age where the rows tell it.
 *
 * @param rows of the predictions, in their order
 */
export function subgroupFacts(
  evaluation: Evaluation,
  { truth, probabilities }: Predictions,
  rows: readonly ManifestRow[],
): SubgroupNumber[] {
  const { perSource, perView, perSex } = evaluation;
  const ages = rows.map(({ extra }) => ageGroup(extra["age"] ?? ""));
  const patients = rows.map(patientKey);
  const predicted = predictedClasses(probabilities);
  const perAge = subgroupResults(ages, { truth, predicted, patients }, classCount);
  const known = (groups: readonly SubgroupResult[]) =>
    groups.some(({ group }) => group !== "unknown") ? groups : [];
  return [
    ...perSource.flatMap((one) => groupFacts("source", one)),
    ...known(perView).flatMap((one) => groupFacts("view", one)),
    ...known(perSex).flatMap((one) => groupFacts("sex", one)),
    ...known(perAge).flatMap((one) => groupFacts("age", one)),
  ];
}

function groupFacts(factor: string, one: SubgroupResult): SubgroupNumber[] {
  const method = "Wilson, images as independent";
  const { group, n, accuracy, sensitivity, support } = one;
  const ofClass = CLASSES.flatMap((name, index): SubgroupNumber[] => {
    const count = support[index] ?? 0;
    if (count === 0) return [];
    const estimate = sensitivity[index] as Interval;
    return [{ factor, group, name: `sensitivity for ${name}`, estimate, n: count, method }];
  });
  return [{ factor, group, name: "accuracy", estimate: accuracy, n, method }, ...ofClass];
}

/** The wrong predictions, most confident first, at most `most`, with pictures where the gallery has them. */
export function failureFacts(
  { files, sources, truth, probabilities }: Predictions,
  gallery: readonly GalleryItem[],
  most: number,
): FailureFact[] {
  const predicted = predictedClasses(probabilities);
  const shown = new Map(gallery.map((item) => [item.file, item]));
  return files
    .flatMap((file, row): FailureFact[] => {
      const label = predicted[row] as number;
      if (label === truth[row]) return [];
      const item = shown.get(file);
      return [
        {
          file,
          source: sources[row],
          truth: CLASSES[truth[row] as number] as ClassName,
          predicted: CLASSES[label] as ClassName,
          probability: probabilities[classCount * row + label] as number,
          ...(item && { picture: { film: item.film, map: item.map, size: item.size } }),
        },
      ];
    })
    .sort((a, b) => b.probability - a.probability || (a.file < b.file ? -1 : 1))
    .slice(0, most);
}

/** A set of rows as a card tells it; undefined for none. */
export function dataUse(
  name: string,
  rows: readonly ManifestRow[],
  fingerprint?: string,
): DataUse | undefined {
  if (rows.length === 0) return undefined;
  const count = (read: (row: ManifestRow) => string): Record<string, number> => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(read(row), (counts.get(read(row)) ?? 0) + 1);
    return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return {
    name,
    fingerprint,
    images: rows.length,
    patients: new Set(rows.map(patientKey)).size,
    classes: count(({ label }) => label || "unlabelled"),
    sources: count(({ source }) => source),
  };
}

/** What the measures of heatmaps say, and their numbers for the two methods that look at the model. */
export function explanationFacts(found: ExplanationMeasures): {
  readonly explanations: readonly string[];
  readonly explanationNumbers: readonly MeasuredNumber[];
} {
  const { n, masked, withLungs, settings, findings, methods } = found;
  const method = `patient bootstrap, ${settings.draws} draws`;
  const numbersOf = (one: MethodMeasures): MeasuredNumber[] => [
    { name: `${one.name}: Average Drop`, estimate: one.averageDrop, n, method },
    { name: `${one.name}: Increase in Confidence`, estimate: one.increase, n, method },
    { name: `${one.name}: deletion AUC`, estimate: one.deletion, n, method },
    { name: `${one.name}: insertion AUC`, estimate: one.insertion, n, method },
    ...(masked > 0
      ? [
          {
            name: `${one.name}: energy inside masks`,
            estimate: one.energyShare,
            n: masked,
            method,
          },
          {
            name: `${one.name}: energy inside masks over their area`,
            estimate: one.enrichment,
            n: masked,
            method,
          },
        ]
      : []),
    ...(withLungs > 0
      ? [
          {
            name: `${one.name}: energy inside the lungs over their area`,
            estimate: one.lungEnrichment,
            n: withLungs,
            method,
          },
        ]
      : []),
  ];
  return {
    explanations: findings,
    explanationNumbers: methods.slice(0, 2).flatMap(numbersOf),
  };
}
