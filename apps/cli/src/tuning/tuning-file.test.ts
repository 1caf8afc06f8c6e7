// The tuning table on disk: written and read back, and damaged, foreign and future files, which are ignored.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { baselineAdapter, type TuningEntry } from "@pleura/engine";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readTuning, tuningPath, writeTuning } from "./tuning-file.ts";

beforeEach(() => {
  vi.stubEnv("PLEURA_CACHE_DIR", mkdtempSync(join(tmpdir(), "pleura-tuning-")));
});
afterEach(() => vi.unstubAllEnvs());

const entryOf = (question: string, chosen: string): TuningEntry => ({
  ...{ question, kernels: "k", chosen, op: "conv2d", shape: "f32 [1]", builtIn: "a", ms: 1 },
  measured: [{ name: "a" }, { name: chosen, ms: 1 }],
  rejected: [{ name: "c", reason: "differs" }],
});

function plant(content: string): string {
  const path = tuningPath(baselineAdapter);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

test("reads what was written, and keeps entries that are not measured anew", () => {
  writeTuning(baselineAdapter, [entryOf("q1", "b"), entryOf("q2", "b")]);
  writeTuning(baselineAdapter, [entryOf("q2", "c")]);

  expect(readTuning(baselineAdapter)).toEqual({
    table: [entryOf("q1", "b"), entryOf("q2", "c")],
  });
});

test("keeps a file per adapter, so that another driver finds none", () => {
  writeTuning(baselineAdapter, [entryOf("q1", "b")]);

  expect(readTuning({ ...baselineAdapter, description: "Mesa 26" })).toEqual({ isAbsent: true });
});

test.each([
  ["no JSON", "{"],
  ["an empty file", ""],
  ["another format", '{"format":2,"adapter":{},"entries":[]}'],
  ["a broken entry", '{"format":1,"adapter":{},"entries":[{"question":1}]}'],
  [
    "a time that is no number",
    JSON.stringify({
      format: 1,
      adapter: baselineAdapter,
      entries: [{ ...entryOf("q", "b"), ms: null }],
    }),
  ],
])("calls %s damaged", (_, content) => {
  const path = plant(content);

  expect(readTuning(baselineAdapter)).toEqual({ problem: `"${path}" is damaged` });
});

test("ignores a table that was copied from another adapter", () => {
  const other = { ...baselineAdapter, vendor: "elsewhere" };
  writeTuning(other, [entryOf("q1", "b")]);
  const path = plant(readFileSync(tuningPath(other), "utf8"));

  expect(readTuning(baselineAdapter)).toEqual({
    problem: `"${path}" is of another adapter or driver`,
  });
});

test("ignores a folder in the file's place", () => {
  const path = tuningPath(baselineAdapter);
  mkdirSync(path, { recursive: true });

  expect(readTuning(baselineAdapter)).toEqual({ problem: `"${path}" cannot be read (EISDIR)` });
});
