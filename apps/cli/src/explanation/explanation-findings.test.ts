// Summaries of measured films: means, paired verdicts, the sanity verdict, and sentences that also speak against Score-CAM.
import { expect, test } from "vitest";
import {
  type ExplanationMeasures,
  type FilmMeasures,
  METHODS,
  type MeasuredFilm,
  type MethodName,
  type SanityStage,
} from "./explanation-measures.ts";
import { findingsOf } from "./findings.ts";
import { chooseFilms } from "./measure-explanations.ts";
import { alignedLines, methodsTable, sanityTable, shortInterval } from "./measures-text.ts";
import { verdictOf } from "./sanity-check.ts";
import { compareMethods, meanInterval, summariseMethods } from "./summarise-measures.ts";

const measures = (more: Partial<FilmMeasures> = {}): FilmMeasures => ({
  averageDrop: 0.5,
  increase: 0,
  deletion: 0.5,
  insertion: 0.5,
  insertionFromBlack: 0.5,
  mean: 0.2,
  energyShare: Number.NaN,
  maskArea: Number.NaN,
  enrichment: Number.NaN,
  hit: Number.NaN,
  lungShare: Number.NaN,
  lungArea: Number.NaN,
  lungEnrichment: Number.NaN,
  isFlat: false,
  ...more,
});

/** Films of the given values of one measure, method by method. */
const filmsWith = (
  values: Partial<Record<MethodName, (film: number) => Partial<FilmMeasures>>>,
): MeasuredFilm[] =>
  Array.from({ length: 8 }, (_, film) => ({
    file: `${film}.png`,
    source: "s",
    predicted: "normal",
    probability: 0.9,
    methods: Object.fromEntries(
      METHODS.map((name) => [name, measures(values[name]?.(film))]),
    ) as MeasuredFilm["methods"],
  }));

const resampling = {
  patients: Array.from({ length: 8 }, (_, film) => `p${film}`),
  seed: 0,
  draws: 200,
};
const noCurves = Object.fromEntries(
  METHODS.map((name) => [name, { deletion: [], insertion: [], insertionFromBlack: [] }]),
) as unknown as Parameters<typeof summariseMethods>[1];

test("means leave out films without a value, and have no interval when none has one", () => {
  const found = meanInterval([1, Number.NaN, 3, Number.NaN], {
    patients: ["a", "b", "c", "d"],
    seed: 0,
    draws: 200,
  });

  expect(found.value).toBe(2);
  expect(found.low).toBe(1);
  expect(found.high).toBe(3);
  expect(meanInterval([Number.NaN], { patients: ["a"], seed: 0, draws: 100 }).value).toBeNaN();
});

test("verdicts follow the better side of each measure and need an interval without 0", () => {
  const films = filmsWith({
    "Score-CAM": (film) => ({ deletion: 0.3, insertion: 0.3, averageDrop: 0.5 + film / 100 }),
    "edge map": (film) => ({ averageDrop: 0.5 + (film * 3 - 7) / 100 }),
  });

  const found = compareMethods(films, resampling);
  const verdict = (measure: string, against: string) =>
    found.find((one) => one.measure === measure && one.against === against)?.verdict;

  expect(verdict("deletion", "random map")).toBe("better");
  expect(verdict("insertion", "random map")).toBe("worse");
  expect(verdict("increase", "random map")).toBe("undecided");
  expect(verdict("averageDrop", "edge map")).toBe("undecided");
  expect(found.some(({ measure }) => measure === "enrichment")).toBe(false);
});

test("differences are paired: a constant one has no width although films differ widely", () => {
  const films = filmsWith({
    "Score-CAM": (film) => ({ deletion: film / 10 - 0.01 }),
    "Grad-CAM": (film) => ({ deletion: film / 10 }),
  });

  const found = compareMethods(films, resampling).find(
    ({ measure, against }) => measure === "deletion" && against === "Grad-CAM",
  );

  expect(found?.difference.low).toBeCloseTo(-0.01, 12);
  expect(found?.difference.high).toBeCloseTo(-0.01, 12);
});

test("five patients are too few for any verdict, six are enough", () => {
  const films = filmsWith({ "Score-CAM": () => ({ deletion: 0.1 }) });
  const verdicts = (patients: number) =>
    compareMethods(films, {
      ...resampling,
      patients: films.map((_, film) => `p${film % patients}`),
    })
      .filter(({ measure }) => measure === "deletion")
      .map(({ verdict }) => verdict);

  expect(verdicts(5)).toEqual(new Array(4).fill("undecided"));
  expect(verdicts(6)).toEqual(new Array(4).fill("better"));
});

test("says what Score-CAM does not beat, and that without masks nothing tells the place", () => {
  const films = filmsWith({
    "Score-CAM": () => ({ deletion: 0.3 }),
    "edge map": () => ({ deletion: 0.2 }),
    "random map": () => ({ deletion: 0.3 }),
  });

  const findings = findingsOf(compareMethods(films, resampling), []);

  expect(findings).toContain(
    "Deletion (lower is better): Score-CAM is better than Grad-CAM and the centre Gaussian; it is worse than the edge map; it cannot be told apart from the random map. By this measure Score-CAM does not beat the edge map and the random map, which know nothing of the model.",
  );
  expect(findings).toContain(
    "No film with a mask had its class predicted, so nothing here tells whether maps lie where the disease is.",
  );
});

const stage = (part: string, value: number, half = 0.05): SanityStage => ({
  part,
  spearman: { value, low: value - half, high: value + half },
  ssim: { value, low: value, high: value },
});

test.each([
  { values: [0.99, 0.8, 0.2], changes: true, from: "encoder.0" },
  { values: [0.1, 0.2, 0.1], changes: true, from: "head" },
  { values: [0.1, 0.8, 0.2], changes: true, from: "encoder.0" },
  { values: [0.1, 0.2, 0.47], changes: false, from: undefined },
])("maps of correlations $values change: $changes, from $from", ({ values, changes, from }) => {
  const parts = ["head", "bottleneck", "encoder.0"];
  const stages = parts.map((part, at) => stage(part, values[at] as number));

  expect(verdictOf(stages)).toEqual({ stages, changes, changesFrom: from });
});

test("tells a passed check, a failed one, and parts that do not matter", () => {
  const otherFilm = stage("", 0.5);
  const about = (name: MethodName, stages: SanityStage[]) => ({
    name,
    films: 8,
    otherFilm,
    ...verdictOf(stages),
  });

  const [passed, failed] = findingsOf(
    [],
    [
      about("Score-CAM", [stage("head", 0.99), stage("encoder.0", 0.1)]),
      about("Grad-CAM", [stage("head", 0.2), stage("encoder.0", 0.7)]),
    ],
  ).slice(1);

  expect(passed).toBe(
    'Sanity check passed by Score-CAM: with all weights random the rank correlation with the trained maps is 0.10 (95 % interval 0.05 to 0.15), below 0.5; it stays below from the stage "encoder.0" on. With random weights up to "head" its maps stay the same (0.99): they do not show what these parts learned, so hardly which class is explained.',
  );
  expect(failed).toBe(
    "Sanity check failed by Grad-CAM: with all weights random the rank correlation with the trained maps is 0.70 (95 % interval 0.65 to 0.75), not surely below 0.5. Its maps show the film or the architecture more than what was learned.",
  );
});

test("tables have no column of masks without masks, and dashes for what is not known", () => {
  const films = filmsWith({});
  const methods = summariseMethods(films, noCurves, resampling);
  const without = methodsTable({ methods, masked: 0 } as unknown as ExplanationMeasures);
  const masked = methodsTable({ methods, masked: 1 } as unknown as ExplanationMeasures);

  expect(without.header).not.toContain("inside/area ↑");
  expect(without.rows[0]?.slice(0, 4)).toEqual([
    "Score-CAM",
    "0.50 (0.50 to 0.50)",
    "0.00 (0.00 to 0.00)",
    "0.50 (0.50 to 0.50)",
  ]);
  expect(masked.rows[0]?.at(-2)).toBe("–");
  expect(masked.header).not.toContain("lungs/area ↑");
  expect(shortInterval({ value: -0.2, low: Number.NaN, high: 0.1 })).toBe("-0.20 (? to 0.10)");
  expect(alignedLines(["a", "bb"], [["ccc", "d"]])).toEqual(["a    bb", "ccc  d"]);
  expect(sanityTable([]).rows).toEqual([]);
});

test("draws films by the seed, each once, in the order of the rows", () => {
  const chosen = chooseFilms(100, 10, 1);

  expect(new Set(chosen).size).toBe(10);
  expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
  expect(chooseFilms(100, 10, 1)).toEqual(chosen);
  expect(chooseFilms(100, 10, 2)).not.toEqual(chosen);
  expect(chooseFilms(3, 10, 1)).toEqual([0, 1, 2]);
});
