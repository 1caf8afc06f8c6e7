// The sampler: full batches, every sample once, level classes on request.

import { expect, test } from "vitest";
import { batchSamples, epochOrder, epochVisits, stepsPerEpoch } from "./sampler.ts";

test("an epoch's batches visit every sample at most once", () => {
  const options = { count: 23, seed: 1 };
  const order = epochOrder(options, 4);
  const steps = stepsPerEpoch(options, 5);
  const seen = Array.from({ length: steps }, (_, step) => [...batchSamples(order, 5, step)]).flat();

  expect(steps).toBe(4);
  expect(new Set(seen).size).toBe(20);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, i) => i));
});

test("a data set smaller than the batch fills it by repetition", () => {
  const options = { count: 3, seed: 1 };
  const batch = batchSamples(epochOrder(options, 0), 8, 0);

  expect(stepsPerEpoch(options, 8)).toBe(1);
  expect(batch.length).toBe(8);
  expect(new Set(batch).size).toBe(3);
});

test("visits of an epoch that no sample sees twice are its order", () => {
  const options = { count: 23, seed: 1 };

  expect(epochVisits(options, 4, 20)).toEqual(epochOrder(options, 4).subarray(0, 20));
});

test("a set smaller than the batch is visited in whole passes, each time under another number", () => {
  const visits = epochVisits({ count: 3, seed: 1 }, 0, 8);

  expect([...visits.subarray(0, 3)].sort()).toEqual([0, 1, 2]);
  expect([...visits.subarray(3, 6)].sort()).toEqual([3, 4, 5]);
  expect(new Set(visits).size).toBe(8);
});

test("passes over a small set come in different orders", () => {
  const orders = Array.from({ length: 50 }, (_, pass) =>
    epochOrder({ count: 3, seed: 1 }, 0, pass).join(),
  );

  expect(new Set(orders).size).toBe(6);
});

test("a balanced pass numbers the visits of a rare class", () => {
  const labels = [0, 0, 0, 0, 1];
  const visits = epochVisits({ count: 5, seed: 3, labels }, 1, 16);
  const samples = [...visits].map((visit) => visit % 5);

  expect(samples.slice(0, 8).filter((sample) => sample === 4)).toHaveLength(4);
  expect(samples.slice(8).filter((sample) => sample === 4)).toHaveLength(4);
  expect(
    [...visits].filter((visit) => visit % 5 === 4).map((visit) => Math.floor(visit / 5)),
  ).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(new Set(visits).size).toBe(16);
});

test("with labels every class has as many places as the largest has samples", () => {
  const labels = [0, 0, 0, 0, 0, 0, 1, 1, 2];
  const order = epochOrder({ count: 9, seed: 2, labels }, 0);
  const counts = [0, 1, 2].map(
    (label) => [...order].filter((sample) => labels[sample] === label).length,
  );

  expect(counts).toEqual([6, 6, 6]);
  expect(new Set([...order].filter((sample) => labels[sample] === 0)).size).toBe(6);
  expect([...order].filter((sample) => sample === 6).length).toBe(3);
  expect(epochOrder({ count: 9, seed: 2, labels }, 1)).not.toEqual(order);
});

// Orders of a list with repeats: 3! = 6; 4! / 2! = 12; 6! / (2! · 2!) = 180.
test.each([
  { labels: [0, 1, 2], orders: 6 },
  { labels: [0, 0, 1], orders: 12 },
  { labels: [0, 0, 1, 2], orders: 180 },
  { labels: [0, 0, 1, 1], orders: 24 },
])("every balanced order of the labels $labels occurs", ({ labels, orders }) => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 3000; seed += 1)
    seen.add(epochOrder({ count: labels.length, seed, labels }, 0).join());

  expect(seen.size).toBe(orders);
});
