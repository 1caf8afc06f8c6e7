// Affine maps: fitted exactly where points are exact, held plain where they say too little.

import { expect, test } from "vitest";
import { type Affine, fitAffine, inUnits, mapPoint } from "./affine.ts";

const points: [number, number][] = [
  [0, 0],
  [10, 2],
  [3, 40],
  [25, 30],
  [50, 5],
];

test("a plain enlargement and a shift are recovered exactly", () => {
  const map: Affine = [1.25, 0, 4, 0, 1.25, -7];
  const pairs = points.map(([x, y]) => ({ from: [x, y] as const, to: mapPoint(map, x, y) }));

  for (const [at, value] of fitAffine(pairs).entries()) expect(value).toBeCloseTo(map[at] ?? 0, 9);
});

test("a turn is recovered but for the weak pull", () => {
  const map: Affine = [0.99, -0.1, 4, 0.1, 0.99, -7];
  const pairs = points.map(([x, y]) => ({ from: [x, y] as const, to: mapPoint(map, x, y) }));

  for (const [at, value] of fitAffine(pairs).slice(0, 2).entries())
    expect(Math.abs(value - (map[at] ?? 0))).toBeLessThan(0.02);
});

test("points on one line give a map without shear", () => {
  const pairs = [0, 10, 20].map((x) => ({ from: [x, 5] as const, to: [2 * x, 10] as const }));
  const [a, b, , d, e] = fitAffine(pairs);

  expect([a, b, d, e].map((value) => Math.round(1000 * value) / 1000)).toEqual([2, 0, 0, 2]);
});

test("units of both ends can be changed", () => {
  const map: Affine = [2, 0.5, 1, 0, 3, -1];
  const [u, v] = mapPoint(map, 4, 6);

  const found = mapPoint(inUnits(map, [10, 100], [0.5, 0.25]), 40, 600);
  expect(found[0]).toBeCloseTo(0.5 * u, 12);
  expect(found[1]).toBeCloseTo(0.25 * v, 12);
});
