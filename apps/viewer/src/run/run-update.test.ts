// The room's update: what is selected, how curves grow, and what a closed folder takes with it.
import { expect, test } from "vitest";
import { numbersOf } from "./read/growing-numbers.ts";
import type { MetricsPiece } from "./read/metrics-reader.ts";
import { dataOf, initialRunState, readyValue } from "./run-state.ts";
import { type RunEvent, updateRun } from "./run-update.ts";
import type { SourceListing } from "./sources/run-source.ts";

const after = (...events: readonly RunEvent[]) => events.reduce(updateRun, initialRunState);
const listing = (...paths: string[]): SourceListing => ({
  name: "folder",
  files: paths.map((path) => ({ path, size: 1 })),
  isComplete: true,
  running: [],
});
const opened = (id: number, ...paths: string[]): readonly RunEvent[] => [
  { type: "opening" },
  { type: "opened", id, listing: listing(...paths), isLive: false },
];
const piece = (...steps: number[]): MetricsPiece => ({
  curves: [
    {
      name: "loss",
      steps: Float64Array.from(steps),
      epochs: Float64Array.from(steps, () => 1),
      values: Float64Array.from(steps, (step) => step / 2),
    },
  ],
  lines: steps.length,
  badLines: 0,
  problems: [],
  gaps: 0,
  restarts: [],
});
const key = { place: 1, path: "" };
const stepsOf = (state: ReturnType<typeof after>): number[] => {
  const curve = readyValue(dataOf(state, key)?.curves)?.byName.get("loss");
  return curve === undefined ? [] : [...numbersOf(curve.steps)];
};

test("opens a demo at its classifier and a study at its table", () => {
  const demo = after(...opened(1, "summary.json", "pretext/run.json", "classifier/run.json"));
  const study = after(...opened(1, "study.json", "finetune/a/run.json"));

  expect(demo.selected).toEqual({ place: 1, path: "classifier" });
  expect([study.selected, study.study]).toEqual([undefined, 1]);
  expect(demo.opening).toBe(0);
});

test("a second folder is shown, a folder of films alone leaves the run that is looked at", () => {
  const first = after(...opened(1, "run.json"));
  const second = opened(2, "run.json").reduce(updateRun, first);
  const films = opened(2, "manifest.csv", "a.png").reduce(updateRun, first);

  expect(second.selected).toEqual({ place: 2, path: "" });
  expect(films.selected).toEqual(key);
  expect(films.places.map(({ id }) => id)).toEqual([1, 2]);
});

test("runs that lacked their films are read again when films are opened, others are not", () => {
  const other = { place: 1, path: "other" };
  const answers = { test: { kind: "loading" } } as const;
  const state = after(
    ...opened(1, "run.json", "other/run.json"),
    { type: "data-read", key, data: { answers, filmsMissing: "gone" } },
    { type: "data-read", key: other, data: { answers } },
    { type: "films-opened" },
  );

  expect(dataOf(state, key)).toEqual({ answers: {} });
  expect(dataOf(state, other)).toEqual({ answers });
});

test("curves grow by what came, and earlier states keep what they had", () => {
  const first = after(...opened(1, "metrics.jsonl"), {
    type: "metrics-read",
    key,
    isNew: true,
    piece: piece(1, 2),
  });
  const second = updateRun(first, { type: "metrics-read", key, isNew: false, piece: piece(3) });
  const third = updateRun(second, { type: "metrics-read", key, isNew: false, piece: piece(4, 5) });

  expect([stepsOf(first), stepsOf(second), stepsOf(third)]).toEqual([
    [1, 2],
    [1, 2, 3],
    [1, 2, 3, 4, 5],
  ]);
});

test("a file that was replaced begins anew", () => {
  const state = after(
    ...opened(1, "metrics.jsonl"),
    { type: "metrics-read", key, isNew: true, piece: piece(1, 2, 3) },
    { type: "metrics-read", key, isNew: true, piece: piece(1) },
  );

  expect(stepsOf(state)).toEqual([1]);
});

test("a cell of the confusion matrix replaces all filters and goes to the first page", () => {
  const state = after(
    { type: "filtered", filter: { isRight: true, source: "x" } },
    { type: "paged", first: 30 },
    { type: "cell-chosen", truth: 1, predicted: 2 },
  );

  expect(state.filter).toEqual({ confidence: [0, 1], search: "", truth: 1, predicted: 2 });
  expect(state.firstFilm).toBe(0);
});

test("a run without test predictions shows those that it has", () => {
  const state = after(...opened(1, "run.json"), {
    type: "answers-read",
    key,
    split: "val",
    answers: { kind: "loading" },
  });

  expect(state.split).toBe("val");
});

test("a closed folder takes its runs with it and leaves the others", () => {
  const state = after(
    ...opened(1, "run.json"),
    ...opened(2, "run.json"),
    { type: "run-compared", key: { place: 2, path: "" } },
    { type: "data-read", key, data: {} },
    { type: "data-read", key: { place: 2, path: "" }, data: {} },
    { type: "run-selected", key },
    { type: "closed", id: 2 },
  );

  expect([...state.data.keys()]).toEqual(["1/"]);
  expect(state.compared).toBeUndefined();
  expect(state.selected).toEqual(key);
});

test("files that come later are seen, and a training that began", () => {
  const state = after(...opened(1, "run.json"), {
    type: "listed",
    id: 1,
    listing: { ...listing("run.json", "predictions-test.csv"), running: [""] },
  });

  expect(state.places[0]?.contents.runs[0]?.files.has("predictions-test.csv")).toBe(true);
  expect(state.places[0]?.running.has("")).toBe(true);
});

test("a run is not compared with itself", () => {
  const state = after(
    ...opened(1, "a/run.json", "b/run.json"),
    { type: "run-compared", key: { place: 1, path: "b" } },
    { type: "run-selected", key: { place: 1, path: "b" } },
  );

  expect(state.compared).toBeUndefined();
});
