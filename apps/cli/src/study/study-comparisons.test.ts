// Which rows of a study are compared.
import { expect, test } from "vitest";
import { pairRows } from "./study-comparisons.ts";
import type { RowKey } from "./study-row.ts";

const row = (arm: RowKey["arm"], loss: RowKey["loss"], more: Partial<RowKey> = {}): RowKey => ({
  split: "clean",
  arm,
  loss,
  labelFraction: 1,
  view: null,
  ...more,
});

test("compares arms at equal loss and labels, and the losses within an arm", () => {
  const rows = [
    row("scratch", null),
    row("ssl", "mse"),
    row("ssl", "ssim"),
    row("ssl-cbam", "ssim"),
    row("ssl-cbam", "ssim", { labelFraction: 0.1 }),
    row("scratch", null, { labelFraction: 0.1 }),
  ];

  const pairs = pairRows(rows, "clean").map(({ first, second }) => [first, second]);

  expect(pairs).toEqual([
    [1, 0],
    [2, 0],
    [3, 2],
    [3, 0],
    [2, 1],
    [4, 5],
  ]);
});

test("leaves altered films and other splits out", () => {
  const rows = [
    row("scratch", null),
    row("ssl", "ssim", { split: "published" }),
    row("ssl", "ssim", { view: "ring" }),
  ];

  expect(pairRows(rows, "clean")).toEqual([]);
});
