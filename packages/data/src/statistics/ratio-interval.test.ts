// Ratio intervals: Student's own sleep data and timings against SciPy, degenerate samples, and the bias.
import { expect, test } from "vitest";
import { independentRatio, meanHalfWidth, medianOf } from "./ratio-interval.ts";

// Student 1908, "The probable error of a mean": extra hours of sleep under two drugs, ten patients.
const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

// scipy.stats.ttest_ind(second, first, equal_var=False); R's t.test prints df = 17.776, p-value = 0.07939.
test("Welch's test of Student's sleep data agrees with SciPy to 1e-6", () => {
  const found = independentRatio(first, second, 0.95);

  expect(found.p).toBeCloseTo(0.0793941401873583, 7);
  expect(found.degreesOfFreedom).toBeCloseTo(17.776473516178488, 7);
  expect(Math.log(found.low)).toBeCloseTo(-0.20548323071171137, 6);
  expect(Math.log(found.high)).toBeCloseTo(3.3654832307117104, 6);
  expect(Math.log(found.ratio)).toBeCloseTo(1.58, 12);
});

// scipy.stats.ttest_ind on the logarithms, confidence_interval(0.999).
test("a small p-value of timings agrees with SciPy in its leading digits", () => {
  const a = [1.02, 1.05, 0.98, 1.01].map(Math.log);
  const b = [1.31, 1.22, 1.28, 1.35, 1.3].map(Math.log);

  const found = independentRatio(a, b, 0.999);

  expect(found.p / 1.12894805898467e-5).toBeCloseTo(1, 6);
  expect(found.ratio).toBeCloseTo(1.2725926578759268, 12);
  expect(found.low).toBeCloseTo(1.13053613, 6);
  expect(found.high).toBeCloseTo(1.43249917, 6);
});

test("one value on a side says nothing, two say something", () => {
  const nothing = independentRatio([0], [0.1, 0.2], 0.99);
  const something = independentRatio([0, 0.01], [0.1, 0.2], 0.99);

  expect(nothing).toMatchObject({ low: 0, high: Number.POSITIVE_INFINITY, p: 1 });
  expect(something.high).toBeLessThan(Number.POSITIVE_INFINITY);
});

test("values without any spread give a certain answer, equal ones the ratio 1", () => {
  expect(independentRatio([0, 0], [0, 0], 0.99)).toMatchObject({ ratio: 1, low: 1, high: 1, p: 1 });
  expect(independentRatio([0, 0], [1, 1], 0.99)).toMatchObject({ p: 0 });
});

test("a bias widens the interval on both sides and forgives as much", () => {
  const [a, b] = [
    [0, 0.01, -0.01],
    [0.05, 0.06, 0.04],
  ];

  const plain = independentRatio(a, b, 0.95);
  const biased = independentRatio(a, b, 0.95, 0.05);

  expect(Math.log(plain.low) - Math.log(biased.low)).toBeCloseTo(0.05, 12);
  expect(Math.log(biased.high) - Math.log(plain.high)).toBeCloseTo(0.05, 12);
  expect(plain.p).toBeLessThan(0.01);
  expect(biased.p).toBeCloseTo(1, 12);
});

// scipy.stats.ttest_rel(second, first).confidence_interval(0.9999), the test of one mean.
test("the half width of a mean agrees with SciPy to 1e-6, and one value has none", () => {
  const differences = second.map((value, index) => value - (first[index] ?? 0));

  expect(meanHalfWidth(differences, 0.9999)).toBeCloseTo(
    (4.1446703635763384 + 0.9846703635763379) / 2,
    6,
  );
  expect(meanHalfWidth([1], 0.99)).toBe(Number.POSITIVE_INFINITY);
  expect(meanHalfWidth([1, 1], 0.99)).toBe(0);
});

test("the median of an even count lies between the middle two", () => {
  expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  expect(medianOf([])).toBeNaN();
});
