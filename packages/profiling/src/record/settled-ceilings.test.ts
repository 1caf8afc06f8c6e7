// Ceilings are measured again while a launch exceeds them.
import { expect, test } from "vitest";
import { ceilings } from "../recording.test-support.ts";
import { settledCeilings } from "./settled-ceilings.ts";

/** Measures 110, 120, 130 … GFLOP/s, one after the other. */
function rising() {
  let measured = 0;
  return {
    count: () => measured,
    async measure() {
      measured += 1;
      return { ...ceilings, fmaGflops: 100 + 10 * measured };
    },
  };
}

test("measures once more when nothing exceeds them", async () => {
  const { measure, count } = rising();

  const found = await settledCeilings(ceilings, measure, () => 0.9);

  expect(count()).toBe(1);
  expect(found.fmaGflops).toBe(110);
});

test("measures until no launch exceeds them", async () => {
  const { measure, count } = rising();

  // A launch that reaches 125 GFLOP/s.
  const found = await settledCeilings(ceilings, measure, ({ fmaGflops }) => 125 / fmaGflops);

  expect(count()).toBe(2);
  expect(found.fmaGflops).toBe(120);
});

test("ends when measuring does not help, and keeps the highest", async () => {
  const { count, measure } = rising();
  const lower = async () => ({ ...(await measure()), fmaGflops: 50 });

  const found = await settledCeilings(ceilings, lower, () => 2);

  expect(count()).toBe(4);
  expect(found.fmaGflops).toBe(100);
});
