// The report from a recording made by hand.
import { expect, test } from "vitest";
import { reportOf, threeLaunches } from "../recording.test-support.ts";

test("gives the wall time in parts that add up to it", () => {
  const { wall } = reportOf();

  expect(wall.stepMs).toBe(10);
  expect(wall.parts.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(10, 9);
  expect(wall.parts.map(({ name }) => name)).toContain("device idle, host: data");
});

test("holds what the viewer needs, as plain JSON", () => {
  const report = reportOf();

  const read = JSON.parse(JSON.stringify(report));

  expect(read).toEqual(report);
  expect(read).toMatchObject({
    format: "pleura-profile/1",
    gitHash: "abc",
    cost: { onMs: 10, offMs: 9.5, steps: 2, launchesPerStep: 3, timedPerStep: 3 },
    counts: { submits: 1, dispatches: 3, pipelines: 0 },
    compile: {
      ...{ wallMs: 20, hits: 1, bindGroups: 3, firstStepMs: 12 },
      pipelines: [
        { name: "add", ms: 15, readyMs: 13 },
        { name: "conv", ms: 5, readyMs: 20 },
      ],
    },
  });
  expect(read.programs[0].memory).toEqual({
    launches: 3,
    work: { launches: 3, bytes: 6500 },
    fewest: { launches: 2, bytes: 5000 },
    arenaBytes: [4000],
    peakBytes: 4000,
    lowerBoundBytes: 4000,
    ...{ variableBytes: 8, inputBytes: 16, constantBytes: 0, resultBytes: 4 },
    temporaries: [
      { label: "a.conv", bytes: 2000, first: 0, last: 1, arena: 0, offset: 0, shape: [5, 100] },
      { label: "a.add", bytes: 2000, first: 1, last: 2, arena: 0, offset: 2000, shape: [5, 100] },
    ],
    liveBytes: [2000, 4000, 2000],
  });
  expect(read.programs[0].launches).toHaveLength(3);
  const [bound] = threeLaunches().temporaries;
  expect(read.programs[0].launches[1]).toMatchObject({
    text: 1,
    bindings: [
      { name: "binding 0", element: "", kind: "temporary", label: bound?.label, temporary: 0 },
      { name: "binding 1", kind: "temporary", label: "a.add", bytes: 2000, temporary: 1 },
    ],
  });
  expect(read.timeline.device[1]).toMatchObject({ name: "a.add", program: 0, launch: 1 });
  expect(read.kernels.map(({ name }: { name: string }) => name)).toEqual(["conv", "add"]);
  expect(read.kernels[0].wgsl).toContain("@compute @workgroup_size(64, 1, 1)");
});
