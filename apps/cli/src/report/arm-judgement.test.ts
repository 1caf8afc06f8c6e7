// An arm's thresholds, coverage and groups are those of its seeds, averaged.
import { expect, test } from "vitest";
import type { Predictions } from "../inference/predictions.ts";
import { judgeArm } from "./arm-judgement.ts";
import { judgementSections } from "./arm-judgement-sections.ts";
import { evaluatePredictions } from "./evaluation.ts";

/** Twelve films of six patients; `doubt` moves probability from the truth to the next class. */
function predictions(doubt: readonly number[]): Predictions {
  const truth = Array.from({ length: 12 }, (_, film) => film % 3);
  const probabilities = new Float64Array(36).fill(0.05);
  for (const [film, label] of truth.entries()) {
    probabilities[3 * film + label] = 0.9 - (doubt[film] ?? 0);
    probabilities[3 * film + ((label + 1) % 3)] = 0.05 + (doubt[film] ?? 0);
  }
  return {
    files: truth.map((_, film) => `${film}.png`),
    sources: truth.map((_, film) => (film < 6 ? "s" : "<t>")),
    patients: truth.map((_, film) => `patient:${film >> 1}`),
    views: truth.map((_, film) => (film % 4 === 0 ? "" : "PA")),
    sexes: truth.map(() => ""),
    truth,
    logits: Float32Array.from(probabilities, Math.log),
    probabilities,
  };
}

const options = { seed: 0, draws: 200 };
const good = predictions([0.1, 0.2, 0.3]);
const poor = predictions([0.6, 0.2, 0.3, 0.1, 0.7, 0.15, 0.05, 0.8]);

test("one seed's numbers are those of its evaluation", () => {
  const judged = judgeArm([{ validation: good, test: poor }], options);
  const evaluated = evaluatePredictions(poor, { ...options, validation: good });

  const point = evaluated.validated?.operatingPoints.covid19[1];
  expect(judged.operatingPoints.covid19[1]).toMatchObject({
    goal: { rate: "specificity", atLeast: 0.95 },
    thresholds: [point?.chosen.threshold],
    isCoarse: true,
    sensitivity: {
      mean: point?.sensitivity.value,
      low: point?.sensitivity.low,
      high: point?.sensitivity.high,
      sd: Number.NaN,
    },
    specificity: { mean: point?.specificity.value },
  });
  expect(judged.aurc.mean).toBe(evaluated.selective.aurc);
  expect(judged.perSource.map(({ group, n, patients }) => [group, n, patients])).toEqual([
    ["<t>", 6, 3],
    ["s", 6, 3],
  ]);
  expect(judged.perSource.map(({ accuracy }) => accuracy.mean)).toEqual(
    evaluated.perSource.map(({ accuracy }) => accuracy.value),
  );
  expect(judged.perView.map(({ group }) => group)).toEqual(["PA", "unknown"]);
});

test("seeds are averaged, and their spread is told", () => {
  const judged = judgeArm(
    [
      { validation: good, test: good },
      { validation: good, test: poor },
    ],
    options,
  );

  const [, source] = judged.perSource;
  expect(source?.accuracy.perSeed).toEqual([1, 4 / 6]);
  expect(source?.accuracy.mean).toBeCloseTo(5 / 6, 12);
  expect(source?.accuracy.sd).toBeCloseTo(Math.SQRT1_2 / 3, 12);
  expect(source?.sensitivity.covid19.perSeed).toEqual([1, 1 / 2]);
  expect(source?.support).toEqual({ covid19: 2, pneumonia: 2, normal: 2 });
  expect(judged.coverage.at(-1)?.accuracy.mean).toBeCloseTo((1 + 9 / 12) / 2, 12);
});

test("a class that validation lacks has no threshold and no rates", () => {
  const validation = { ...good, truth: good.truth.map(() => 0) };

  const judged = judgeArm([{ validation, test: good }], options);

  const [point] = judged.operatingPoints.covid19;
  expect(point?.thresholds).toEqual([Number.NaN]);
  expect(point?.sensitivity.mean).toBeNaN();
});

test("the page lists every arm, and shows what is missing as missing", () => {
  const judgement = judgeArm([{ validation: good, test: poor }], options);

  const html = judgementSections([{ title: "ssl & cbam", judgement }]).join("");

  expect(html).toContain("<h2>Operating points</h2>");
  expect(html).toContain("ssl &amp; cbam");
  expect(html).toContain("&lt;t&gt;");
  expect(html).toContain("The manifest gives no sex.");
  expect(html).not.toMatch(/NaN|Infinity|undefined/);
  expect(judgementSections([])).toEqual([]);
});
