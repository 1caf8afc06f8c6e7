// Placement never overlaps live tensors and stays near the lower bound.
import { randomNumbers } from "@pleura/testing";
import { expect, test } from "vitest";
import { type Lifetime, lowerBound, offsetAlignment, placeLifetimes } from "./place.ts";

const randomLives = (count: number, seed: number): Lifetime[] => {
  const u = randomNumbers(3 * count, seed, 0, 1);
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor((u[3 * i] as number) * 60);
    const last = first + Math.floor((u[3 * i + 1] as number) * 12);
    return { sizeBytes: 1 + Math.floor((u[3 * i + 2] as number) * 5000), first, last };
  });
};

test.each([1, 2, 3, 4, 5])("keeps tensors that live together apart (seed %i)", (seed) => {
  const lives = randomLives(80, seed);

  const { places, arenaBytes, lowerBoundBytes } = placeLifetimes(lives, 1e9);

  for (const [i, a] of lives.entries()) {
    const from = places[i]?.offset ?? -1;
    expect(from % offsetAlignment).toBe(0);
    for (const [j, b] of lives.entries()) {
      if (i === j || a.last < b.first || b.last < a.first) continue;
      const other = places[j]?.offset ?? -1;
      const apart = from + a.sizeBytes <= other || other + b.sizeBytes <= from;
      expect(apart, `${i} and ${j}`).toBe(true);
    }
  }
  expect(arenaBytes[0]).toBeGreaterThanOrEqual(lowerBoundBytes);
  expect(arenaBytes[0]).toBeLessThanOrEqual(1.25 * lowerBoundBytes);
});

test("shares one place between tensors that do not live together", () => {
  const { arenaBytes } = placeLifetimes(
    [
      { sizeBytes: 1000, first: 0, last: 1 },
      { sizeBytes: 1000, first: 2, last: 3 },
    ],
    1e9,
  );

  expect(arenaBytes).toEqual([1024]);
});

test("opens a second arena when the first is full", () => {
  const { places, arenaBytes } = placeLifetimes(
    [
      { sizeBytes: 1024, first: 0, last: 1 },
      { sizeBytes: 1024, first: 0, last: 1 },
    ],
    1500,
  );

  expect(places.map(({ arena }) => arena)).toEqual([0, 1]);
  expect(arenaBytes).toEqual([1024, 1024]);
});

test("fills free space of a later arena before it makes an earlier one grow", () => {
  const limit = 1024;
  const lives = [
    { sizeBytes: 768, first: 0, last: 1 },
    { sizeBytes: 768, first: 0, last: 0 },
    { sizeBytes: 256, first: 0, last: 0 },
    { sizeBytes: 512, first: 1, last: 1 },
    { sizeBytes: 256, first: 1, last: 1 },
  ];

  const { arenaBytes, lowerBoundBytes } = placeLifetimes(lives, limit);

  const total = arenaBytes.reduce((sum, bytes) => sum + bytes, 0);
  expect(arenaBytes.every((bytes) => bytes <= limit)).toBe(true);
  expect(total).toBe(lowerBoundBytes);
});

test("counts the most bytes alive at once", () => {
  const lives = [
    { sizeBytes: 256, first: 0, last: 2 },
    { sizeBytes: 512, first: 1, last: 1 },
    { sizeBytes: 256, first: 3, last: 3 },
  ];

  expect(lowerBound(lives)).toBe(768);
});
