// One thing is made ahead, in order, and no more.
import { expect, test } from "vitest";
import { oneAhead } from "./one-ahead.ts";

test("gives every item in order, with the next one begun", async () => {
  const begun: number[] = [];
  const seen: string[] = [];

  for await (const { item, made } of oneAhead([1, 2, 3], async (number) => {
    begun.push(number);
    return 10 * number;
  })) {
    seen.push(`${item} is ${made}, ${begun.length} begun`);
  }

  expect(seen).toEqual(["1 is 10, 2 begun", "2 is 20, 3 begun", "3 is 30, 3 begun"]);
});

test("a failure is told in its turn", async () => {
  const seen: number[] = [];
  const run = async () => {
    for await (const { item } of oneAhead([1, 2, 3], (number) =>
      number === 2 ? Promise.reject(new Error("two")) : Promise.resolve(),
    )) {
      seen.push(item);
    }
  };

  await expect(run()).rejects.toThrow("two");
  expect(seen).toEqual([1]);
});

test("nothing gives nothing, and leaving early is no failure", async () => {
  for await (const _ of oneAhead([], async () => 0)) throw new Error("nothing was asked for");
  for await (const { item } of oneAhead([1, 2], async (number) => {
    if (number === 2) throw new Error("two");
  })) {
    expect(item).toBe(1);
    break;
  }
  await new Promise((resolve) => setImmediate(resolve));
});
