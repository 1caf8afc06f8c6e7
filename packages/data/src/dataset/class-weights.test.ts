// Class weights by hand; the sum over labels is their number, so that the loss keeps its size.

import { expect, test } from "vitest";
import { balancedClassWeights } from "./class-weights.ts";
import type { ClassName } from "./classes.ts";

const many = (label: ClassName, count: number) => Array<ClassName>(count).fill(label);

test("a rare class weighs more: 12 labels of 3 classes, 2, 4 and 6 of each", () => {
  const labels = [...many("covid19", 2), ...many("pneumonia", 4), ...many("normal", 6)];

  // sklearn.utils.class_weight.compute_class_weight("balanced", classes=[0, 1, 2], y=…) = [2, 1, 2/3]
  expect(balancedClassWeights(labels)).toEqual([2, 1, 2 / 3]);
});

test("a class without labels weighs 1 and does not count", () => {
  expect(balancedClassWeights([...many("covid19", 1), ...many("normal", 3), ""])).toEqual([
    2,
    1,
    2 / 3,
  ]);
});
