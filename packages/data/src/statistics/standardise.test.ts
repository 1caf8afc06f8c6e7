// Standardised columns, constant ones among them.

import { expect, test } from "vitest";
import { measureColumns, standardise } from "./standardise.ts";

test("columns get mean 0 and deviation 1, constant ones zeros", () => {
  const rows = { values: Float64Array.of(1, 0.1, 3, 0.1, 5, 0.1), width: 2 };

  const measured = measureColumns(rows);

  expect([...measured.means]).toEqual([3, expect.closeTo(0.1, 12)]);
  expect(measured.deviations[0]).toBeCloseTo(Math.sqrt(8 / 3), 12);
  expect(measured.deviations[1]).toBe(0);
  const found = standardise(rows, measured).values;
  expect(found[0]).toBeCloseTo(-Math.sqrt(1.5), 12);
  expect([found[1], found[3], found[5]]).toEqual([0, 0, 0]);
});

test("other rows are scaled by the numbers of the first ones", () => {
  const measured = measureColumns({ values: Float64Array.of(0, 2), width: 1 });

  expect([...standardise({ values: Float64Array.of(4), width: 1 }, measured).values]).toEqual([3]);
});
