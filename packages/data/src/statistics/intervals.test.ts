// Intervals: Wilson against SciPy, the patient bootstrap against theory.

import { expect, test } from "vitest";
import { randomStream } from "../random/stream.ts";
import { quantile, wilsonInterval } from "./intervals.ts";
import { bootstrapMany, patientBootstrap } from "./patient-bootstrap.ts";

// scipy.stats.binomtest(k, n).proportion_ci(method="wilson").
test.each([
  { k: 358, n: 363, low: 0.9681659960245452, high: 0.9941025576302378 },
  { k: 0, n: 10, low: 0, high: 0.27753279986288926 },
  { k: 5, n: 5, low: 0.5655175352168251, high: 1 },
  { k: 8, n: 20, low: 0.21880653237281705, high: 0.6134184992377467 },
])("Wilson's interval of $k in $n agrees with SciPy", ({ k, n, low, high }) => {
  const found = wilsonInterval(k, n);

  expect(found.value).toBe(k / n);
  expect(found.low).toBeCloseTo(low, 10);
  expect(found.high).toBeCloseTo(high, 10);
});

test("quantiles interpolate as NumPy does", () => {
  const values = [1, 2, 4, 8, 16];

  expect(quantile(values, 0.025)).toBeCloseTo(1.1, 12);
  expect(quantile(values, 0.5)).toBe(4);
  expect(quantile(values, 0.975)).toBeCloseTo(15.2, 12);
  expect(quantile([], 0.5)).toBeNaN();
});

/** 200 normal numbers, `copies` images each. */
function sample(copies: number): { values: number[]; patients: string[] } {
  const stream = randomStream({ seed: 2, epoch: 0, sample: 0, op: 1000 });
  const values: number[] = [];
  const patients: string[] = [];
  for (let patient = 0; patient < 200; patient += 1) {
    const value = stream.normal();
    for (let copy = 0; copy < copies; copy += 1) {
      values.push(value);
      patients.push(`p${patient}`);
    }
  }
  return { values, patients };
}

function bootstrapMean(values: readonly number[], patients: readonly string[], seed = 1) {
  const mean = (samples: Uint32Array) =>
    samples.reduce((sum, index) => sum + (values[index] ?? 0), 0) / samples.length;
  return patientBootstrap(mean, { patients, seed });
}

test("the interval of a mean is the normal interval, within the error of 2,000 draws", () => {
  const { values, patients } = sample(1);
  const mean = values.reduce((sum, value) => sum + value, 0) / 200;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 200;
  const half = 1.96 * Math.sqrt(variance / 200);

  const found = bootstrapMean(values, patients);

  expect(found.draws).toBe(2000);
  expect(found.value).toBeCloseTo(mean, 12);
  expect(Math.abs(found.low - (mean - half))).toBeLessThan(0.1 * half);
  expect(Math.abs(found.high - (mean + half))).toBeLessThan(0.1 * half);
});

test("four copies of each image do not narrow the interval, since patients are drawn", () => {
  const { values, patients } = sample(4);

  const byPatient = bootstrapMean(values, patients);
  const byImage = bootstrapMean(values, [...patients.keys()].map(String));

  expect(byPatient.high - byPatient.low).toBeCloseTo(
    bootstrapMean(sample(1).values, sample(1).patients).high -
      bootstrapMean(sample(1).values, sample(1).patients).low,
    10,
  );
  expect((byPatient.high - byPatient.low) / (byImage.high - byImage.low)).toBeCloseTo(2, 0);
});

test("the same seed gives the same interval and another seed another", () => {
  const { values, patients } = sample(1);

  expect(bootstrapMean(values, patients)).toEqual(bootstrapMean(values, patients));
  expect(bootstrapMean(values, patients, 2).low).not.toBe(bootstrapMean(values, patients).low);
});

test("draws where the statistic is undefined are left out and counted", () => {
  // Undefined whenever patient b is not drawn, which happens in a quarter of the draws.
  const found = patientBootstrap((samples) => (samples.includes(1) ? 1 : Number.NaN), {
    patients: ["a", "b"],
    seed: 1,
  });

  expect(Math.abs(found.draws - 1500)).toBeLessThan(80);
  expect([found.low, found.high]).toEqual([1, 1]);
});

test("many statistics at once have the intervals that each has alone", () => {
  const { values, patients } = sample(2);
  const mean = (weights: ArrayLike<number>) => {
    const total = values.reduce((sum, _, index) => sum + (weights[index] ?? 0), 0);
    return values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0) / total;
  };

  const found = bootstrapMany((weights) => ({ mean: mean(weights), none: Number.NaN }), {
    patients,
    seed: 1,
    draws: 100,
  });

  const alone = patientBootstrap(
    (samples) => samples.reduce((sum, index) => sum + (values[index] ?? 0), 0) / samples.length,
    { patients, seed: 1, draws: 100 },
  );
  expect(found.mean.low).toBeCloseTo(alone.low, 12);
  expect(found.mean.high).toBeCloseTo(alone.high, 12);
  expect(found.mean.draws).toBe(100);
  expect(found.none).toMatchObject({ draws: 0, low: Number.NaN });
});

test("without samples nothing is drawn", () => {
  const found = bootstrapMany(() => ({ share: Number.NaN }), { patients: [], seed: 1 });

  expect(found.share).toEqual({ value: Number.NaN, low: Number.NaN, high: Number.NaN, draws: 0 });
});
