// Folders of every command are told by the names of their files.
import { expect, test } from "vitest";
import { folderContents, joinPath, splitPath } from "./folder-contents.ts";

const runs = (...paths: string[]) => folderContents(paths).runs.map(({ path }) => path);

test("a run folder is one run", () => {
  const found = folderContents(["run.json", "metrics.jsonl", "best.safetensors"]);

  expect(found.runs).toEqual([
    {
      path: "",
      files: new Set(["run.json", "metrics.jsonl", "best.safetensors"]),
      hasRestorations: false,
      report: undefined,
    },
  ]);
  expect(found.study).toBeUndefined();
});

test("a demo's runs, not the demo itself, and its data set", () => {
  const found = folderContents([
    "summary.json",
    "report.json",
    "classifier/run.json",
    "pretext/run.json",
    "data/manifest.csv",
  ]);

  expect(found.runs.map(({ path, report }) => [path, report])).toEqual([
    ["classifier", "report.json"],
    ["pretext", "report.json"],
  ]);
  expect(found.dataSets).toEqual(["data"]);
});

test("a study's trainings, and the study", () => {
  const found = folderContents([
    "study.json",
    "study-run.json",
    "finetune/a/run.json",
    "pretext/b/run.json",
  ]);

  expect(found.study).toBe("");
  expect(found.runs.map(({ path }) => path)).toEqual(["finetune/a", "pretext/b"]);
});

test("what a crash or a copy left of a run is a run", () => {
  expect(
    runs("a/metrics.jsonl", "b/predictions-test.csv", "c/report.json", "d/best.safetensors"),
  ).toEqual(["a", "b", "c"]);
});

test("pictures of restored films belong to the run above them", () => {
  const found = folderContents(["a/run.json", "a/restorations/restorations.json", "b/run.json"]);

  expect(found.runs.map(({ path, hasRestorations }) => [path, hasRestorations])).toEqual([
    ["a", true],
    ["b", false],
  ]);
});

test("a run's own report counts before the demo's, and only a demo's is of the runs below it", () => {
  const reports = (...paths: string[]) => folderContents(paths).runs.map(({ report }) => report);

  expect(reports("summary.json", "report.json", "a/run.json", "a/report.json")).toEqual([
    "a/report.json",
  ]);
  expect(reports("report.json", "a/run.json")).toEqual(["report.json", undefined]);
});

test("profiles are found, other files are nothing", () => {
  const found = folderContents(["p/profile.json", "film.png"]);

  expect(found).toMatchObject({ runs: [], profiles: ["p/profile.json"], dataSets: [] });
});

test("folder and name of a path", () => {
  expect(splitPath("a/b/c")).toEqual(["a/b", "c"]);
  expect(splitPath("c")).toEqual(["", "c"]);
  expect([joinPath("", "c"), joinPath("a", "c")]).toEqual(["c", "a/c"]);
});
