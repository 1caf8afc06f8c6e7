// The tables of a profile, as rows and as CSV.
import { expect, test } from "vitest";
import { ceilings, runOf, threeLaunches } from "../recording.test-support.ts";
import { profileStats } from "./launch-stats.ts";
import { profileCsv } from "./profile-csv.ts";
import { comparing, profileRows, SORTS } from "./profile-rows.ts";

const plan = threeLaunches();
const runs = [runOf(plan, 1, [1000, 400, 3000]), runOf(plan, 2, [1000, 400, 3000])];
const { launches } = profileStats(runs, new Map(), 2, ceilings);
const byKernel = profileRows(launches, "kernel");
const byLayer = profileRows(launches, "label");

test("puts launches of a kernel together, longest first, and rows add up", () => {
  expect(byKernel.map(({ name, calls, totalMs }) => [name, calls, totalMs])).toEqual([
    ["conv", 2, 0.004],
    ["add", 1, 0.0004],
  ]);
  expect(byKernel.reduce((sum, { timeShare }) => sum + timeShare, 0)).toBeCloseTo(1, 12);
  expect(byLayer.map(({ name }) => name)).toEqual(["gradient of a.conv", "a.conv", "a.add"]);
});

test("computes rates from all operations and bytes over all time", () => {
  // 70,000 operations and 4,500 bytes in 4,000 ns; the ceilings allow 500 + 400 ns.
  const [conv, add] = byKernel;

  expect(conv?.gflops).toBeCloseTo(17.5, 9);
  expect(conv?.gbs).toBeCloseTo(1.125, 9);
  expect(conv?.intensity).toBeCloseTo(70_000 / 4500, 9);
  expect(conv?.share).toBeCloseTo(900 / 4000, 9);
  expect(conv?.bound).toBe("arithmetic");
  expect(add).toMatchObject({ gflops: 0, gbs: 5, share: 0.5, bound: "memory", spread: 0 });
  expect(conv).toMatchObject({ medianUs: 2, minUs: 1, grids: ["1×1×1", "3×1×1"] });
});

test.each(SORTS)("sorts by %s", (sort) => {
  const sorted = byLayer.toSorted(comparing(sort));

  const keys = {
    total: ({ totalMs }: (typeof sorted)[number]) => -totalMs,
    calls: ({ calls }: (typeof sorted)[number]) => -calls,
    median: ({ medianUs }: (typeof sorted)[number]) => -medianUs,
    share: ({ share }: (typeof sorted)[number]) => -share,
    name: ({ name }: (typeof sorted)[number]) =>
      ["a.add", "a.conv", "gradient of a.conv"].indexOf(name),
  };
  const read = keys[sort];
  expect(sorted.map(read)).toEqual(sorted.map(read).toSorted((a, b) => a - b));
});

test("writes both tables as one CSV, formulas made harmless", () => {
  const [row] = byKernel;
  const text = profileCsv(row ? [{ ...row, name: '=cmd|"x"' }] : [], byLayer);

  const lines = text.trimEnd().split("\n");
  expect(lines).toHaveLength(1 + 1 + byLayer.length);
  expect(lines[0]).toBe(
    "by,name,calls,total_ms,time_share,median_us,min_us,spread,gflops,gb_per_s,flop_per_byte," +
      "roofline_share,bound,variant,workgroup,grid,kernels,layers",
  );
  expect(lines[1]).toMatch(/^kernel,"'=cmd\|""x""",2,0\.004,/);
});
