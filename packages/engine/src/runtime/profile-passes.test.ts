// How runs are cut into passes.
import { expect, test } from "vitest";
import { passesOfRun } from "./profile-passes.ts";

test("times every launch alone when it may", () => {
  expect(passesOfRun(3, Number.POSITIVE_INFINITY, 5)).toEqual([
    { first: 0, last: 0 },
    { first: 1, last: 1 },
    { first: 2, last: 2 },
  ]);
});

test("times a block alone and the rest together", () => {
  expect(passesOfRun(7, 2, 1)).toEqual([
    { first: 0, last: 1 },
    { first: 2, last: 2 },
    { first: 3, last: 3 },
    { first: 4, last: 6 },
  ]);
});

test("lets the block wrap around the end", () => {
  expect(passesOfRun(5, 2, 2)).toEqual([
    { first: 0, last: 0 },
    { first: 1, last: 3 },
    { first: 4, last: 4 },
  ]);
});

test("has no passes without launches", () => {
  expect(passesOfRun(0, 4, 3)).toEqual([]);
});

test.each([
  [399, 38],
  [10, 3],
  [7, 7],
])("covers %d launches, %d alone, equally often and each once per run", (launches, alone) => {
  const seen = new Array<number>(launches).fill(0);

  for (let run = 0; run < launches; run++) {
    const passes = passesOfRun(launches, alone, run);
    expect(passes.flatMap(({ first, last }) => range(first, last))).toEqual(range(0, launches - 1));
    // Two passes of one launch each may also be a rest of one; it is then timed more often.
    for (const index of range(0, alone - 1)) {
      const at = ((run * alone) % launches) + index;
      seen[at % launches] = (seen[at % launches] ?? 0) + 1;
    }
  }

  expect(new Set(seen)).toEqual(new Set([alone]));
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
