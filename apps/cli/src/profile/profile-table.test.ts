// The table of a profile in a terminal.
import { profileRows, profileStats } from "@pleura/profiling";
import { ceilings, runOf, threeLaunches } from "@pleura/profiling/test-recording";
import { expect, test } from "vitest";
import { tableLines } from "./profile-table.ts";

const plan = threeLaunches();
const runs = [runOf(plan, 1, [1000, 400, 3000]), runOf(plan, 2, [1000, 400, 3000])];
const { launches } = profileStats(runs, new Map(), 2, ceilings);
const byKernel = profileRows(launches, "kernel");

test("prints aligned columns with a head", () => {
  const lines = tableLines("kernel", byKernel);

  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/calls {2}total ms .* kernel$/);
  expect(lines[1]).toMatch(/ 17\.50 .* 23 {2}arith .* conv$/);
  expect(new Set(lines.map((line) => line.lastIndexOf("  "))).size).toBe(1);
});

test("keeps a name on its line and out of the terminal's control", () => {
  const [row] = byKernel;

  const lines = tableLines("kernel", row ? [{ ...row, name: "a\u001b[31m\nb" }] : []);

  expect(lines[1]).toMatch(/ {2}a \[31m b$/);
});
