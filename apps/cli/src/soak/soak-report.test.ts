// What a soak's samples say: growth after the settled step, and what is told of it.
import { expect, test } from "vitest";
import { problemsOf } from "./run-soak.ts";
import { type SoakSample, settledStep, soakReport } from "./soak-training.ts";

function samples(more: (step: number) => Partial<SoakSample>): SoakSample[] {
  return Array.from({ length: 3000 }, (_, index) => ({
    step: index + 1,
    rssBytes: 300e6,
    deviceBytes: 2e6,
    deviceBuffers: 100,
    submits: index % 24 === 0 ? 7 : 1,
    ms: 20,
    encodeMs: 1,
    ...more(index + 1),
  }));
}

test("a run that grows only at the beginning is flat, and one that goes on growing is told", () => {
  const flat = soakReport(
    samples((step) => ({ rssBytes: 200e6 + 100e6 * Math.min(1, step / 400) })),
  );
  const leaky = soakReport(
    samples((step) => ({ rssBytes: 300e6 + 4e3 * step, deviceBytes: 2e6 + 256 * step })),
  );

  expect(flat.rssGrowth).toBe(0);
  expect(problemsOf(flat)).toEqual([]);
  expect(leaky.rssGrowth).toBeCloseTo((4e3 * 2250) / (300e6 + 4e3 * (settledStep + 125)), 3);
  expect(problemsOf(leaky)).toEqual([
    "the process must not grow by more than 1 %, but it grew by 2.98 %",
    "device memory must not grow by more than 1 %, but it grew by 26.67 %",
  ]);
});

test("submits and encoding are told by their medians", () => {
  const busy = soakReport(samples(() => ({ submits: 2, encodeMs: 3 })));

  expect(soakReport(samples(() => ({}))).submitsPerStep).toBe(1);
  expect(problemsOf(busy)).toEqual([
    "a step must be one submit, but it is 2",
    "encoding must take at most 10 % of a step, but it takes 15.00 %",
  ]);
});
