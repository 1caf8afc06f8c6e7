// Data sets are found where runs, reports and flags say they are, also when both were moved together.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { dataSetsOf, filmRows } from "./data-sets.ts";
import { listTarget, viewTargets } from "./view-target.ts";

function place(files: Readonly<Record<string, unknown>>): string {
  const root = mkdtempSync(join(tmpdir(), "pleura-data-sets-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(join(root, path), text);
  }
  return root;
}

const found = (paths: readonly string[], given = {}) =>
  dataSetsOf(viewTargets(paths, "/").map(listTarget), given);

const MANIFEST = "file,label\na.png,normal\n";

test("runs of one data set share it; it is found beside a run that was moved", () => {
  const root = place({
    "a/run.json": { config: { data: "/gone/set", out: "/gone/runs/a" } },
    "b/run.json": { config: { data: "/gone/set", out: "/gone/runs/b" } },
  });
  const moved = place({
    "runs/a/run.json": { config: { data: "set", out: "runs/a" } },
    "set/manifest.csv": MANIFEST,
  });

  expect(found([root])).toMatchObject([{ name: "set", folder: "/gone/set", runs: ["a", "b"] }]);
  expect(found([join(moved, "runs")])).toMatchObject([
    { name: "set", folder: join(moved, "set"), runs: ["a"] },
  ]);
});

test("an evaluation's report names its data set, a run's settings count before it", () => {
  const root = place({
    "set/manifest.csv": MANIFEST,
    "evaluation/report.json": { data: "SET" },
    "run/report.json": { data: "/other" },
    "run/run.json": { config: { data: "SET" } },
  });
  writeFileSync(
    join(root, "evaluation", "report.json"),
    JSON.stringify({ data: join(root, "set") }),
  );
  writeFileSync(
    join(root, "run", "run.json"),
    JSON.stringify({ config: { data: join(root, "set") } }),
  );

  expect(found([root])).toMatchObject([{ folder: join(root, "set"), runs: ["evaluation", "run"] }]);
});

test("flags count before everything", () => {
  const root = place({ "run.json": { config: { data: "/gone" } }, "set/manifest.csv": MANIFEST });

  const [set] = found([root], { data: join(root, "set") });

  expect(set && filmRows(set)).toMatchObject([{ file: "a.png", label: "normal" }]);
});

test.each([["{"], ["null"], ['{"config": 7}'], ['{"config": {"data": 7}}'], ["[]"]])(
  "a run.json that is %s names none",
  (text) => {
    expect(found([place({ "run.json": text })])).toEqual([]);
  },
);

test("films get the split that a run froze when the manifest has none", () => {
  const root = place({
    "set/manifest.csv": MANIFEST,
    "run/split.csv": "file,split\na.png,val\n",
    "run/run.json": { config: { data: "x" } },
  });
  const [set] = found([join(root, "run")], { data: join(root, "set") });

  expect(set && filmRows(set)).toMatchObject([{ file: "a.png", split: "val" }]);
});
