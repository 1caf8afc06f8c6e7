// Timings and roofline of launches, from recordings whose times are known.
import { expect, test } from "vitest";
import { ceilings, groupedRun, runOf, threeLaunches } from "../recording.test-support.ts";
import { profileStats, roofline } from "./launch-stats.ts";

const plan = threeLaunches();
const names = new Map([[plan, "step"]]);

test("takes the middle, the least and the calls of every launch", () => {
  const runs = [
    runOf(plan, 1, [10, 50, 7]),
    runOf(plan, 2, [30, 60, 7]),
    runOf(plan, 3, [20, 70, 7]),
  ];

  const { launches, timestampNs } = profileStats(runs, names, 1.5, ceilings);

  expect(timestampNs).toBe(0);
  expect(launches.map(({ medianNs, minNs, calls }) => [medianNs, minNs, calls])).toEqual([
    [20, 10, 2],
    [60, 50, 2],
    [7, 7, 2],
  ]);
  expect(launches[0]).toMatchObject({
    program: "step",
    label: "a.conv",
    kernel: "conv",
    launch: 0,
  });
});

test("finds what a timestamp costs from groups, and takes it off", () => {
  // Truly 100, 200 and 300 ns; a timestamp adds 40 to whatever it times.
  const runs = [
    runOf(plan, 1, [140, 240, 340]),
    runOf(plan, 2, [140, 240, 340]),
    groupedRun(plan, 3, 140, 540),
  ];

  const { launches, timestampNs } = profileStats(runs, names, 3, ceilings);

  expect(timestampNs).toBeCloseTo(40, 9);
  expect(launches.map(({ medianNs }) => Math.round(medianNs))).toEqual([100, 200, 300]);
});

test("leaves a launch at least a tenth of its timing, whatever the timestamps seem to cost", () => {
  const runs = [runOf(plan, 1, [41, 240, 340]), groupedRun(plan, 2, 41, 540)];

  const { launches } = profileStats(runs, names, 2, ceilings);

  expect(launches[0]?.medianNs).toBeCloseTo(4.1, 9);
});

test.each([
  ["many operations", { flops: 1000, bytes: 10 }, 5000, { idealNs: 10, bound: "arithmetic" }],
  ["many bytes", { flops: 100, bytes: 1000 }, 5000, { idealNs: 100, bound: "memory" }],
  ["bytes in a cache", { flops: 100, bytes: 1000 }, 500, { idealNs: 50, bound: "memory" }],
  ["nothing", { flops: 0, bytes: 0 }, 0, { idealNs: 0, bound: "memory" }],
])("holds %s against the ceiling that counts", (_, cost, workingSetBytes, expected) => {
  expect(roofline(cost, workingSetBytes, ceilings)).toEqual(expected);
});
