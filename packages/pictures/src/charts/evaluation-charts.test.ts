// The charts of an evaluation hold the numbers of the statistics they are drawn from.
import { calibration, oneVsRestAuroc } from "@pleura/data";
import { describe, expect, test } from "vitest";
import {
  coverageChart,
  precisionRecallChart,
  reliabilityChart,
  rocChart,
} from "./evaluation-charts.ts";

// Four images: the third is wrong, and no image is of the last class.
const scored = {
  probabilities: Float64Array.of(0.8, 0.1, 0.1, 0.2, 0.7, 0.1, 0.6, 0.3, 0.1, 0.1, 0.5, 0.4),
  truth: [0, 1, 1, 1],
};

describe("ROC", () => {
  test("has one line a class that occurs, with the area of the statistics", () => {
    const [area = 0] = oneVsRestAuroc(scored.probabilities, scored.truth, 3).perClass;

    const { series } = rocChart(scored);

    expect(series.map(({ name }) => name)).toEqual([
      `covid19 ${area.toFixed(3)}`,
      "pneumonia 1.000",
    ]);
    expect(series[0]?.points.at(0)).toEqual([0, 0]);
    expect(series[0]?.points.at(-1)).toEqual([1, 1]);
  });

  test("shows intervals that are given, and none that are unknown", () => {
    const { series } = rocChart(scored, [
      { value: 0.9, low: 0.8, high: 0.95 },
      { value: 0.7, low: Number.NaN, high: Number.NaN },
    ]);

    expect(series.map(({ name }) => name)).toEqual([
      "covid19 0.900 (0.800–0.950)",
      "pneumonia 0.700",
    ]);
  });
});

test("precision and recall go in steps, with average precision beside the class", () => {
  const { series } = precisionRecallChart(scored);

  expect(series.map(({ name }) => name)).toEqual(["covid19 1.000", "pneumonia 1.000"]);
  expect(series[1]?.points.slice(0, 3)).toEqual([
    [0, 1],
    [1 / 3, 1],
    [1 / 3, 1],
  ]);
});

describe("reliability", () => {
  test("has a mark a bin with its Wilson interval in words, and counts every image", () => {
    const { bins } = calibration(scored.probabilities, scored.truth, 3);

    const { series, histogram = [] } = reliabilityChart(scored);

    expect(series[0]?.points).toEqual(
      bins.map(({ confidence, accuracy }) => [confidence, accuracy]),
    );
    expect(series[0]?.hints?.at(1)).toBe(
      "as given: confidence 0.600, right 0.000 (0.000–0.793), 1 images",
    );
    expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  test("compares calibrations by name", () => {
    const one = calibration(scored.probabilities, scored.truth, 3);

    const { series } = reliabilityChart(scored, { "as given": one, "temperature 2": one });

    expect(series.map(({ name }) => name)).toEqual(["as given", "temperature 2"]);
  });
});

test("the coverage curve keeps its last point and draws at most two hundred", () => {
  const curve = Array.from({ length: 1000 }, (_, index) => ({
    coverage: (index + 1) / 1000,
    accuracy: 0.9,
    low: 0.85,
    high: 0.95,
    threshold: 1 - index / 2000,
  }));

  const { series, range } = coverageChart({ curve, aurc: 0.1 });

  expect(series[0]?.points.length).toBeLessThanOrEqual(200);
  expect(series[0]?.points.at(-1)).toEqual([1, 0.9]);
  expect(range).toEqual([0.85, 1]);
});
