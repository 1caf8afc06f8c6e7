// Statistics against scikit-learn 1.2.1 / SciPy numbers and hand-worked cases.

import fc from "fast-check";
import { expect, test } from "vitest";
import { auroc, oneVsRestAuroc, rocCurve } from "./auroc.ts";
import { calibration } from "./calibration.ts";
import { confusionMatrix, confusionMetrics } from "./confusion.ts";
import { subgroupResults } from "./subgroups.ts";

// Twelve predictions of three classes; the expected numbers below come from scikit-learn's
// confusion_matrix, precision_recall_fscore_support, roc_auc_score, roc_curve and log_loss.
const truth = [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2];
const rows = [
  [0.7, 0.2, 0.1],
  [0.5, 0.3, 0.2],
  [0.3, 0.4, 0.3],
  [0.4, 0.4, 0.2],
  [0.1, 0.8, 0.1],
  [0.2, 0.6, 0.2],
  [0.5, 0.3, 0.2],
  [0.3, 0.5, 0.2],
  [0.1, 0.2, 0.7],
  [0.2, 0.2, 0.6],
  [0.3, 0.3, 0.4],
  [0.2, 0.5, 0.3],
];
const predicted = [0, 0, 1, 0, 1, 1, 0, 1, 2, 2, 2, 1];
const probabilities = rows.flat();

test("the confusion matrix has truth in rows", () => {
  expect(confusionMatrix(truth, predicted, 3)).toEqual([
    [3, 1, 0],
    [1, 3, 1],
    [0, 1, 2],
  ]);
});

test("ratios of the matrix agree with scikit-learn", () => {
  const { accuracy, perClass, macro } = confusionMetrics(confusionMatrix(truth, predicted, 3));

  expect(accuracy).toBeCloseTo(0.6666666666666666, 12);
  expect(perClass.map((one) => one.precision)).toEqual([3 / 4, 3 / 5, 2 / 3]);
  expect(perClass.map((one) => one.sensitivity)).toEqual([3 / 4, 3 / 5, 2 / 3]);
  expect(perClass.map((one) => one.specificity)).toEqual([7 / 8, 5 / 7, 8 / 9]);
  expect(perClass.map((one) => one.support)).toEqual([4, 5, 3]);
  expect(macro.f1).toBeCloseTo(0.6722222222222222, 12);
});

test("ratios of the published confusion matrix are the published ones", () => {
  // Park et al. 2021, proposed model; macro ratios recomputed with scikit-learn.
  const { accuracy, macro, perClass } = confusionMetrics([
    [125, 0, 0],
    [1, 125, 1],
    [1, 2, 108],
  ]);

  expect(accuracy).toBeCloseTo(0.9862258953168044, 12);
  expect(macro.precision).toBeCloseTo(0.986443208360423, 12);
  expect(macro.sensitivity).toBeCloseTo(0.98574164715897, 12);
  expect(macro.f1).toBeCloseTo(0.9860445474618703, 12);
  expect(macro.specificity).toBeCloseTo(0.9931, 3);
  expect(perClass[2]?.sensitivity).toBeCloseTo(0.973, 4);
});

test("a class that is never predicted has no precision but an F1 of 0", () => {
  const { perClass, macro } = confusionMetrics([
    [2, 0],
    [3, 0],
  ]);

  expect(perClass[1]?.precision).toBeNaN();
  expect(perClass[1]?.f1).toBe(0);
  expect(perClass[1]?.sensitivity).toBe(0);
  expect(macro.precision).toBe(2 / 5);
  expect(macro.f1).toBeCloseTo(4 / 7 / 2, 12);
});

test("an empty matrix has no ratios", () => {
  const { accuracy, macro } = confusionMetrics([
    [0, 0],
    [0, 0],
  ]);

  expect(accuracy).toBeNaN();
  expect(macro.f1).toBeNaN();
});

test("refuses lists of two lengths and numbers that are no class", () => {
  expect(() => confusionMatrix([0, 1], [0], 2)).toThrow(
    "confusion matrix: every truth needs a prediction, but there are 2 truths and" +
      " 1 predictions. Give two lists of one length.",
  );
  expect(() => confusionMatrix([0, -1], [0, 1], 2)).toThrow(
    "confusion matrix: classes must be 0 to 1, but sample 1 has truth -1 and prediction 1." +
      " Leave unlabelled images out.",
  );
  expect(confusionMatrix([0, 1], [0, 1], 2)).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

test("AUROC of each class agrees with scikit-learn, ties included", () => {
  const { perClass, macro } = oneVsRestAuroc(probabilities, truth, 3);

  expect(perClass[0]).toBeCloseTo(0.890625, 12);
  expect(perClass[1]).toBeCloseTo(0.7, 12);
  expect(perClass[2]).toBeCloseTo(0.8703703703703703, 12);
  expect(macro).toBeCloseTo(0.8203317901234568, 12);
});

test("AUROC equals the share of pairs in the right order", () => {
  const sample = fc.record({ score: fc.integer({ min: 0, max: 6 }), hit: fc.boolean() });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 30 }), (samples) => {
      const positives = samples.filter((one) => one.hit);
      const negatives = samples.filter((one) => !one.hit);
      let wins = 0;
      for (const a of positives)
        for (const b of negatives) wins += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
      const expected = wins / (positives.length * negatives.length);
      const found = auroc(
        samples.map((one) => one.score),
        samples.map((one) => one.hit),
      );
      if (Number.isNaN(expected)) expect(found).toBeNaN();
      else expect(found).toBeCloseTo(expected, 12);
    }),
  );
});

test.each([
  { name: "perfect", scores: [3, 2, 1, 0], area: 1 },
  { name: "reversed", scores: [0, 1, 2, 3], area: 0 },
  { name: "all equal", scores: [1, 1, 1, 1], area: 0.5 },
])("AUROC of $name scores is $area", ({ scores, area }) => {
  expect(auroc(scores, [true, true, false, false])).toBe(area);
});

test("AUROC without a second class, or with a NaN score, is NaN", () => {
  expect(auroc([1, 2], [true, true])).toBeNaN();
  expect(auroc([1, Number.NaN], [true, false])).toBeNaN();
});

test("the curve has the points of scikit-learn and the area of the ranks", () => {
  const curve = rocCurve(probabilities, truth, 3, 1);
  const area = curve.slice(1).reduce((sum, point, index) => {
    const before = curve[index] ?? point;
    const width = point.falsePositiveRate - before.falsePositiveRate;
    return sum + (width * (point.truePositiveRate + before.truePositiveRate)) / 2;
  }, 0);

  expect(curve.map((point) => point.threshold)).toEqual([
    Number.POSITIVE_INFINITY,
    0.8,
    0.6,
    0.5,
    0.4,
    0.3,
    0.2,
  ]);
  expect(curve.map((point) => point.truePositiveRate)).toEqual([0, 0.2, 0.4, 0.6, 0.6, 0.8, 1]);
  expect(curve.map((point) => point.falsePositiveRate)).toEqual([0, 0, 0, 1 / 7, 3 / 7, 5 / 7, 1]);
  expect(area).toBeCloseTo(0.7, 12);
});

test("Brier score and negative log-likelihood agree with scikit-learn", () => {
  const found = calibration(probabilities, truth, 3);

  expect(found.brier).toBeCloseTo(0.49833333333333335, 12);
  expect(found.nll).toBeCloseTo(0.8368084910887527, 12);
});

test("ECE of two bins is the mean gap worked by hand", () => {
  // Sorted by confidence: .6 wrong, .7 right | .8 right, .9 right.
  const found = calibration([0.6, 0.4, 0.3, 0.7, 0.8, 0.2, 0.1, 0.9], [1, 1, 0, 1], 2, 2);

  expect(found.bins.map((bin) => bin.accuracy)).toEqual([0.5, 1]);
  expect(found.bins[0]?.confidence).toBeCloseTo(0.65, 12);
  expect(found.ece).toBeCloseTo((0.15 + 0.15) / 2, 12);
});

test("sure and right predictions are perfectly calibrated", () => {
  const { brier, nll, ece } = calibration([1, 0, 0, 1], [0, 1], 2);

  expect([brier, nll, ece]).toEqual([0, 0, 0]);
});

test("results are listed group by group, the unknown last", () => {
  const samples = { truth: [0, 1, 2, 0], predicted: [0, 1, 1, 0], patients: ["p", "q", "p", "p"] };

  const found = subgroupResults(["", "a", "", "b"], samples, 3);

  expect(found.map(({ group, n, patients, support }) => ({ group, n, patients, support }))).toEqual(
    [
      { group: "a", n: 1, patients: 1, support: [0, 1, 0] },
      { group: "b", n: 1, patients: 1, support: [1, 0, 0] },
      { group: "unknown", n: 2, patients: 1, support: [1, 0, 1] },
    ],
  );
  expect(found[2]?.accuracy.value).toBe(1 / 2);
  expect(found[2]?.sensitivity.map(({ value }) => value)).toEqual([1, Number.NaN, 0]);
});
