// Suggestions name the nearest known word, and none when nothing is near.
import { expect, test } from "vitest";
import { editDistance, suggest } from "./suggest.ts";

test.each([
  ["", "abc", 3],
  ["kitten", "sitting", 3],
  ["widht", "width", 1],
  ["batch", "batch", 0],
])("the distance of %j and %j is %i both ways", (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test("suggests the nearest name", () => {
  expect(suggest("batchs", ["batch", "epochs", "size"])).toBe("batch");
  expect(suggest("Epoch", ["batch", "epochs", "size"])).toBe("epochs");
});

test("suggests nothing when every name is far", () => {
  expect(suggest("zebra", ["batch", "epochs", "size"])).toBeUndefined();
});
