// Which settings of a cell count as changed.
import { expect, test } from "vitest";
import { settingsChange } from "./settings-change.ts";

const before = { batch: 8, out: "a", optimiser: { kind: "adam", beta1: 0.9 }, views: [1, 2] };

test.each([
  ["nothing", {}, {}, undefined],
  ["another place", { out: "b" }, {}, undefined],
  ["another number", { batch: 4 }, {}, "batch"],
  ["a number in a group", { optimiser: { kind: "adam", beta1: 0.8 } }, {}, "optimiser.beta1"],
  ["a list", { views: [1, 3] }, {}, "views"],
  ["a default that is newer than the record", { ema: 0 }, {}, undefined],
  ["a newer setting that is given", { ema: 0.9 }, { ema: 0.9 }, "ema"],
  [
    "a newer setting of a group that is given",
    { optimiser: { kind: "adam", beta1: 0.9, clipValue: 2 } },
    { optimiser: { clipValue: 2 } },
    "optimiser.clipValue",
  ],
])("%s", (_, changed, given, expected) => {
  expect(settingsChange({ ...before, ...changed }, before, given)).toBe(expected);
});

test("a setting that is gone is a change", () => {
  const { batch: _, ...rest } = before;

  expect(settingsChange(rest, before, {})).toBe("batch");
});
