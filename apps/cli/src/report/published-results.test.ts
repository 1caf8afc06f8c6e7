// The published matrices give the numbers that the paper's dossier (method.md 1.2) lists.
import { expect, test } from "vitest";
import { PUBLISHED_RESULTS, publishedMetrics } from "./published-results.ts";

const byName = new Map(PUBLISHED_RESULTS.map((one) => [one.name, one]));

test.each([
  ["SSL U-Net + CBAM (proposed)", 358, [0.9864, 0.9857, 0.986, 0.9931], [0.968, 0.994]],
  ["SSL U-Net, first 97.8 % run", 355, [0.9774, 0.9786, 0.9778, 0.9892], [0.957, 0.989]],
  ["SSL U-Net, second 97.8 % run", 355, [0.9775, 0.9782, 0.9778, 0.9891], [0.957, 0.989]],
  ["VGG16 (ImageNet)", 354, [0.9746, 0.9756, 0.975, 0.9877], [0.954, 0.987]],
  ["MobileNet (ImageNet)", 354, [0.9745, 0.9752, 0.9747, 0.9878], [0.954, 0.987]],
  ["ResNet50 (ImageNet)", 354, [0.9746, 0.9752, 0.9748, 0.9878], [0.954, 0.987]],
  ["ResNet101 (ImageNet)", 352, [0.969, 0.9696, 0.9692, 0.985], [0.947, 0.983]],
  ["MobileNetV2 (ImageNet)", 342, [0.9461, 0.9385, 0.9402, 0.9706], [0.913, 0.962]],
] as const)("%s: %i of 363 right", (name, right, macro, wilson) => {
  const found = publishedMetrics(byName.get(name) ?? { name });

  expect(found?.n).toBe(363);
  expect(found?.perClass.map(({ support }) => support)).toEqual([125, 127, 111]);
  expect(found?.accuracy.value).toBe(right / 363);
  expect(found?.accuracy.low).toBeCloseTo(wilson[0], 3);
  expect(found?.accuracy.high).toBeCloseTo(wilson[1], 3);
  const { precision, sensitivity, f1, specificity } = found?.macro ?? {};
  [precision, sensitivity, f1, specificity].forEach((value, index) => {
    expect(value).toBeCloseTo(macro[index] ?? 0, 4);
  });
});

test("the proposed model's classes have the dossier's ratios", () => {
  const found = publishedMetrics(PUBLISHED_RESULTS[0] ?? { name: "" });

  expect(
    found?.perClass.map(({ precision, sensitivity, specificity, f1 }) =>
      [precision, sensitivity, specificity, f1].map((value) => value.toFixed(4)),
    ),
  ).toEqual([
    ["0.9843", "1.0000", "0.9916", "0.9921"],
    ["0.9843", "0.9843", "0.9915", "0.9843"],
    ["0.9908", "0.9730", "0.9960", "0.9818"],
  ]);
});

test("a model without a matrix has no ratios", () => {
  expect(publishedMetrics({ name: "none" })).toBeUndefined();
  expect(PUBLISHED_RESULTS.filter(({ confusion }) => confusion === undefined)).toHaveLength(1);
});
