// What timings are worth, from clocks that browsers and drivers have.
import { expect, test } from "vitest";
import { reportOf } from "../recording.test-support.ts";
import { clockQuality } from "./clock-quality.ts";

const { programs } = reportOf();
const clock = {
  ...{ kind: "timestamp-query" as const, resolutionNs: 1, discardedRuns: 0 },
  ...{ timestampUs: 0, batchMs: 0 },
};

test.each([
  ["nanoseconds", { resolutionNs: 1 }, "fine", "timestamp queries"],
  ["a tick of 52 ns", { resolutionNs: 52 }, "fine", "timestamp queries"],
  ["a few µs", { resolutionNs: 4096 }, "rounded", "timestamps rounded to 4.096 µs"],
  [
    "Dawn's 65.536 µs",
    { resolutionNs: 65_536 },
    "coarse",
    "timestamps rounded to 65.536 µs: shorter launches have no time of their own",
  ],
  [
    "Chrome's 100 µs",
    { resolutionNs: 100_000 },
    "coarse",
    "timestamps rounded to 100 µs: shorter launches have no time of their own",
  ],
  [
    "no timestamps",
    { kind: "wall-clock" as const, resolutionNs: 0 },
    "waited",
    "wall time: every launch includes its submit and wait, so short ones look long",
  ],
  [
    "batches",
    { kind: "wall-clock" as const, resolutionNs: 0, batchMs: 5 },
    "batches",
    "wall time of batches of about 5 ms: each launch repeated, what its submit and wait take is taken off",
  ],
])("tells %s", (_, given, kind, words) => {
  expect(clockQuality({ clock: { ...clock, ...given }, programs })).toEqual({ kind, words });
});

test("calls a clock coarse under which launches take no time, whatever its step seems to be", () => {
  const still = programs.map((program) => ({
    ...program,
    launches: program.launches.map((one) => ({ ...one, minNs: 0 })),
  }));

  expect(clockQuality({ clock, programs: still }).kind).toBe("coarse");
  expect(clockQuality({ clock, programs }).kind).toBe("fine");
});
