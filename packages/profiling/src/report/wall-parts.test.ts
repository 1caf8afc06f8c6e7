// The parts of the wall time add up to it.
import { expect, test } from "vitest";
import { record, threeLaunches } from "../recording.test-support.ts";
import { wallTime } from "./wall-parts.ts";

const { on, measured } = record(threeLaunches()).record;

test("gives every moment to one part", () => {
  const { stepMs, parts, host } = wallTime(on, measured.runs, measured.host);

  expect(stepMs).toBe(10);
  expect([...parts.values()].reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(10, 9);
  // Two runs of 3 ms in two steps; what the host did meanwhile is hidden behind them.
  expect(parts.get("launches")).toBeCloseTo(3, 9);
  expect(parts.get("between launches")).toBeUndefined();
  expect(parts.get("host: data")).toBeCloseTo(1, 9);
  expect(parts.get("host: wait")).toBeCloseTo((1 + 1) / 2, 9);
  expect(parts.get("host: encode")).toBeCloseTo(0.2, 9);
  expect(host.get("data")).toBeCloseTo(2, 9);
  expect(host.get("wait")).toBeCloseTo(4, 9);
});

test("names the gaps inside a run", () => {
  const [run] = measured.runs;
  const later = run && {
    ...run,
    launches: run.launches.map((one, index) => ({
      ...one,
      startNs: one.startNs + index * 500_000,
      endNs: one.endNs + index * 500_000,
    })),
  };

  const { parts } = wallTime(on, later ? [later] : [], []);

  expect(parts.get("between launches")).toBeCloseTo(0.5, 9);
  expect(parts.get("launches")).toBeCloseTo(1.5, 9);
  expect(parts.get("host: own code")).toBeCloseTo(8, 9);
});
