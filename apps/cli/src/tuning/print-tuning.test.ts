// The tuning table as people see it.
import { expect, test } from "vitest";
import { tuningLines } from "./print-tuning.ts";

test("shows op, choice, times, ratio and what was rejected", () => {
  const shared = { question: "q", kernels: "k", op: "conv2d", shape: "f32 [1] → f32 [1]" };
  const measured = [{ name: "lanes", ms: 2 }];
  const rejected = [{ name: "tile", reason: "output 0 differs by 0.10" }];

  const lines = tuningLines([
    { ...shared, chosen: "strips", builtIn: "lanes", ms: 1, builtInMs: 2.5, measured, rejected },
    { ...shared, chosen: "lanes", builtIn: "lanes", ms: 2, builtInMs: 2, measured, rejected: [] },
    { ...shared, chosen: "lanes", builtIn: "tile", ms: 2, measured, rejected: [] },
  ]);

  expect(lines).toEqual([
    "op      chosen  built-in          ms   built-in  ratio  shape",
    "conv2d  strips  lanes          1.000      2.500   2.50  f32 [1] → f32 [1]",
    "  rejected: tile: output 0 differs by 0.10",
    "conv2d  lanes   lanes          2.000      2.000   1.00  f32 [1] → f32 [1]",
    "conv2d  lanes   tile           2.000          –      –  f32 [1] → f32 [1]",
    "3 shapes tuned, 2 with another variant than the built-in one",
  ]);
});
