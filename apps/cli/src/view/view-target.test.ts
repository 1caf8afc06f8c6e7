// What may be opened, and what is listed of it.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listTarget, viewTargets } from "./view-target.ts";

function place(...files: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), "pleura-target-"));
  for (const file of files) {
    mkdirSync(join(root, file, ".."), { recursive: true });
    writeFileSync(join(root, file), "x");
  }
  return root;
}

test("shows the demo when nothing is named and there is one", () => {
  const withDemo = place("runs/demo/summary.json", "runs/demo/classifier/run.json");

  expect(viewTargets([], withDemo)).toMatchObject([{ name: "demo", prefix: "" }]);
  expect(viewTargets([], place("runs/other.txt"))).toEqual([]);
});

test("gives several folders of one name different prefixes", () => {
  const root = place("a/run/run.json", "b/run/run.json");

  const targets = viewTargets(["a/run", "b/run"], root);

  expect(targets.map(({ prefix }) => prefix)).toEqual(["run/", "run-2/"]);
  expect(targets.flatMap((one) => listTarget(one).files.map(({ path }) => path))).toEqual([
    "run/run.json",
    "run-2/run.json",
  ]);
});

test("serves only the named file of a folder", () => {
  const root = place("best.safetensors", "private.txt");

  const targets = viewTargets(["best.safetensors"], root);

  expect(targets.flatMap((one) => listTarget(one).files)).toMatchObject([
    { path: "best.safetensors", size: 1 },
  ]);
});

test("lists films of a data set by their manifest only, and nothing hidden", () => {
  const root = place("run.json", ".hidden", "data/manifest.csv", "data/a.png", "data/images/b.png");

  const [target] = viewTargets([root], "/");

  expect(target && listTarget(target).files.map(({ path }) => path)).toEqual([
    "run.json",
    "data/manifest.csv",
  ]);
});

test("does not walk deeper than a study is", () => {
  const [target] = viewTargets([place("run.json", "a/b/c/d/e/f/run.json")], "/");

  expect(target && listTarget(target)).toMatchObject({ isComplete: false });
});

const MUST = "it must be a run, study or demo folder, a .safetensors file or a profile.json";

test.each([
  ["none", "it does not exist. Check the path."],
  ["empty", "it holds none of these. Give the --out folder of a command."],
  ["film.png", "it is another file. Give one of these."],
])("refuses %s", (name, given) => {
  const root = place("film.png", "empty/other.txt");

  expect(() => viewTargets([join(root, name)], "/")).toThrow(
    `view "${join(root, name)}": ${MUST}, but ${given}`,
  );
});
