// A kept result: made once per key, equal whether it was made or read.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keptResult } from "./kept-result.ts";

const newPath = () => join(mkdtempSync(join(tmpdir(), "pleura-kept-")), "kept.json");

test("works once per key, and reads the same numbers back", async () => {
  const path = newPath();
  let calls = 0;
  const work = async () => {
    calls += 1;
    return { value: 1 / 3, missing: Number.NaN, list: [Number.NaN, 2], name: "a" };
  };

  const first = await keptResult(path, { films: 3 }, work);
  const second = await keptResult(path, { films: 3 }, work);
  await keptResult(path, { films: 4 }, work);

  expect(first).toEqual({ value: 1 / 3, missing: Number.NaN, list: [Number.NaN, 2], name: "a" });
  expect(second).toEqual(first);
  expect(calls).toBe(2);
});

test("keeps nothing of work that was stopped, and does damaged files anew", async () => {
  const path = newPath();

  expect(await keptResult(path, 1, async () => undefined)).toBeUndefined();
  writeFileSync(path, '{"key": 1, "resu');
  expect(await keptResult(path, 1, async () => 7)).toBe(7);
});
