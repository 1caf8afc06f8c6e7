// Orders of work are valid, repeatable and never larger than the traced one.
import { randomNumbers } from "@pleura/testing";
import { expect, test } from "vitest";
import { orderWork, sizeOfOrder, type Workload, type WorkOrder } from "./order.ts";

/** Units that each make one value from up to three earlier ones. */
function randomWork(count: number, seed: number): Workload {
  const u = randomNumbers(5 * count, seed, 0, 1);
  const units = Array.from({ length: count }, (_, unit) => {
    const reads = [0, 1, 2]
      .filter((k) => unit > 0 && (u[5 * unit + k] as number) < 0.6)
      .map((k) => Math.floor(((u[5 * unit + k] as number) / 0.6) * unit));
    return { reads: [...new Set(reads)], makes: [unit], after: [], scratchBytes: 0 };
  });
  const bytes = units.map((_, unit) => Math.floor(1000 * (u[5 * unit + 3] as number)));
  return { units, bytes, kept: new Set([count - 1]) };
}

function isValid({ units }: Workload, order: WorkOrder): boolean {
  const at = new Map(order.map((unit, position) => [unit, position]));
  const isBehind = (unit: number, other: number) => (at.get(unit) ?? 0) > (at.get(other) ?? 0);
  return (
    at.size === units.length &&
    units.every(({ reads, after }, unit) =>
      [...reads, ...after].every((other) => isBehind(unit, other)),
    )
  );
}

test.each([1, 2, 3, 4, 5, 6])("finds a valid order no larger than the traced (seed %i)", (seed) => {
  const work = randomWork(60, seed);
  const traced = work.units.map((_, unit) => unit);

  const order = orderWork(work);

  expect(isValid(work, order)).toBe(true);
  expect(sizeOfOrder(work, order).peak).toBeLessThanOrEqual(sizeOfOrder(work, traced).peak);
  expect(orderWork(work)).toEqual(order);
});

test("delays what is large until it is read", () => {
  // A large value that only the last unit reads is made first in the traced order.
  const unit = (reads: number[], makes: number[]) => ({ reads, makes, after: [], scratchBytes: 0 });
  const work: Workload = {
    units: [unit([], [0]), unit([], [1]), unit([1], [2]), unit([0, 2], [3])],
    bytes: [1000, 600, 10, 10],
    kept: new Set([3]),
  };

  const order = orderWork(work);

  expect(order).toEqual([1, 2, 0, 3]);
  expect(sizeOfOrder(work, [0, 1, 2, 3]).peak).toBe(1610);
  expect(sizeOfOrder(work, order).peak).toBe(1020);
});

test("counts scratch while its unit runs, and runs a unit after those it must wait for", () => {
  const work: Workload = {
    units: [
      { reads: [], makes: [0], after: [], scratchBytes: 500 },
      { reads: [0], makes: [1], after: [], scratchBytes: 0 },
      { reads: [0], makes: [], after: [1], scratchBytes: 0 },
    ],
    bytes: [100, 50],
    kept: new Set([1]),
  };

  expect(sizeOfOrder(work, [0, 1, 2])).toEqual({ peak: 600, area: 400 });
  expect(orderWork(work)).toEqual([0, 1, 2]);
});
