// Words for shares: what is said follows the number, and nothing is called a diagnosis.
import { expect, test } from "vitest";
import {
  HEATMAP_HELP,
  MEASURES_HELP,
  percentText,
  RESTORATION_HELP,
  SHARE_HELP,
  shareSentence,
  shareText,
} from "../app/share-words.ts";

test.each([
  [[0.96, 0.03, 0.01], "The model gives nearly all of its share to COVID-19."],
  [[0.1, 0.8, 0.1], "The model leans to Pneumonia."],
  [[0.35, 0.2, 0.45], "The model is undecided: Normal before COVID-19."],
])("%j: %s", (probabilities, sentence) => {
  expect(shareSentence(probabilities)).toBe(sentence);
});

test("a share has one digit after the point, and is never all or nothing", () => {
  expect([0.0004, 0.0123, 0.99949, 0.9996].map(shareText)).toEqual([
    "< 0.1 %",
    "1.2 %",
    "99.9 %",
    "> 99.9 %",
  ]);
  expect([0, 1].map(percentText)).toEqual(["0.0 %", "100.0 %"]);
});

test("the help texts promise nothing", () => {
  const all = [SHARE_HELP, HEATMAP_HELP, MEASURES_HELP, RESTORATION_HELP].join(" ");

  expect(all).not.toMatch(/diagnos/i);
  expect(HEATMAP_HELP).toContain("not a localisation of disease");
});
