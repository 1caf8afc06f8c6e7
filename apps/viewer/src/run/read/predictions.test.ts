// Predictions from a study's table and from a report, the filters over them, and their numbers.
import { expect, test } from "vitest";
import { ALL_FILMS, chosenFilms, type FilmFilter, sourcesOf } from "./film-filter.ts";
import { judgePredictions } from "./judge-predictions.ts";
import { confidenceOf, predictionsFromCsv, predictionsFromReport } from "./predictions.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const HEAD = "file,label,logit_covid19,logit_pneumonia,logit_normal\n";
const facts = new Map([
  ["a.png", { source: "x", patient: "p1" }],
  ["b.png", { source: "y", patient: "p1" }],
]);
const table = predictionsFromCsv(
  encode(
    `${HEAD}a.png,covid19,9,0,0\nb.png,pneumonia,0,1,2\nc.png,normal,0,0,1\n=cmd().png,other,0,3,0\n`,
  ),
  "predictions-test.csv",
  (file) => facts.get(file),
);

test("reads a table: probabilities from logits, a label that is no class is unknown", () => {
  expect([...table.truth]).toEqual([0, 1, 2, -1]);
  expect([...table.predicted]).toEqual([0, 2, 2, 1]);
  expect(confidenceOf(table, 1)).toBeCloseTo(Math.E ** 2 / (1 + Math.E + Math.E ** 2), 12);
  expect(table.sources).toEqual(["x", "y", "", ""]);
  expect(table.patients).toEqual(["p1", "p1", "file:c.png", "file:=cmd().png"]);
});

test.each([
  [`${HEAD}a.png,normal,1,,0\n`, '"logit_pneumonia" must be a number, but it is ""'],
  [`${HEAD}a.png,normal,1,NaN,0\n`, '"logit_pneumonia" must be a number, but it is "NaN"'],
  [`${HEAD}a.png,normal,1,=1+1,0\n`, '"logit_pneumonia" must be a number, but it is "=1+1"'],
])("refuses a logit that is no number and names its line", (text, given) => {
  expect(() => predictionsFromCsv(encode(text), "t.csv", () => undefined)).toThrow(
    `t.csv line 2: ${given}. Ask the classifier again.`,
  );
});

test("refuses a table of other classes", () => {
  const text = "file,label,logit_a,logit_b\n";

  expect(() => predictionsFromCsv(encode(text), "t.csv", () => undefined)).toThrow(
    'there must be a column "logit_covid19"',
  );
});

test("reads the images of a report, whose own sources count where the data set is silent", () => {
  const images = [{ file: "c.png", source: "z", truth: "normal", probabilities: [0.1, 0.2, 0.7] }];

  const found = predictionsFromReport({ images }, () => undefined);

  expect(found).toMatchObject({ files: ["c.png"], sources: ["z"] });
  expect(predictionsFromReport({ images: [] }, () => undefined)).toBeUndefined();
  expect(
    predictionsFromReport({ images: [{ probabilities: [1] }] }, () => undefined),
  ).toBeUndefined();
  expect(predictionsFromReport(null, () => undefined)).toBeUndefined();
});

test.each<[string, Partial<FilmFilter>, number[]]>([
  ["nothing", {}, [0, 1, 2, 3]],
  ["right ones", { isRight: true }, [0, 2]],
  ["wrong ones, without those of unknown truth", { isRight: false }, [1]],
  ["a cell of the confusion matrix", { truth: 1, predicted: 2 }, [1]],
  ["a source", { source: "x" }, [0]],
  ["a range of confidence", { confidence: [0.9, 1] }, [0, 3]],
  ["a name", { search: "CMD png" }, [3]],
])("filters by %s", (_, filter, rows) => {
  const found = chosenFilms(table, { ...ALL_FILMS, ...filter }, "as listed");

  expect([...found]).toEqual(rows);
});

test("orders by confidence", () => {
  expect([...chosenFilms(table, ALL_FILMS, "least sure first")]).toEqual([2, 1, 3, 0]);
  expect([...chosenFilms(table, ALL_FILMS, "surest first")]).toEqual([0, 3, 1, 2]);
  expect(sourcesOf(table)).toEqual(["x", "y"]);
});

test("judges the labelled films with intervals over patients", () => {
  const found = judgePredictions(table);

  expect(found).toMatchObject({ n: 3, patients: 2, unlabelled: 1, draws: 2000 });
  expect(found.confusion).toEqual([
    [1, 0, 0],
    [0, 0, 1],
    [0, 0, 1],
  ]);
  expect(found.accuracy.value).toBeCloseTo(2 / 3, 12);
  // Patient p1 has one film of two right, c.png is right: draws give 1/2, 2/3 or 1.
  expect([found.accuracy.low, found.accuracy.high]).toEqual([0.5, 1]);
  expect(found.perClass.map(({ support }) => support)).toEqual([1, 1, 1]);
  expect(found.reliability.series[0]?.points.length).toBeGreaterThan(0);
  expect(found.roc.series).toHaveLength(3);
});
