// A resumed run keeps what it began on and lists what it went on on.
import { expect, test } from "vitest";
import type { RunRecord, RunSurroundings } from "../run-folder/run-record.ts";
import { isSameAdapter, surroundingsOf } from "./record-run.ts";

const on = (description: string) =>
  ({ versions: {}, gitHash: description, adapter: { description } }) as unknown as RunSurroundings;

test("a new run records what it runs on", () => {
  expect(surroundingsOf(undefined, on("a"), 0)).toEqual(on("a"));
});

test("resumes are added to the first record one by one", () => {
  const first = surroundingsOf(undefined, on("a"), 0) as RunRecord;
  const second = surroundingsOf(first, on("b"), 4) as RunRecord;
  const third = surroundingsOf(second, on("a"), 9);

  expect(third).toMatchObject(on("a"));
  expect(third.resumed).toEqual([
    { step: 4, ...on("b") },
    { step: 9, ...on("a") },
  ]);
});

test("adapters are the same when all their facts are", () => {
  const stored = JSON.parse(JSON.stringify(on("a"))) as RunSurroundings;

  expect(isSameAdapter(stored, on("a"))).toBe(true);
  expect(isSameAdapter(stored, on("b"))).toBe(false);
});
