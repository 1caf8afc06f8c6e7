// Naps: only while something is pending, and never in the way of the result.
import { afterEach, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import { nap } from "./calm-wait.ts";

let wait: MockInstance<typeof Atomics.wait>;

beforeEach(() => {
  wait = vi.spyOn(Atomics, "wait");
});

afterEach(() => {
  wait.mockRestore();
});

const later = <T>(ms: number, value: T) =>
  new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));

/** Lets the event loop turn as often as a wait would, and more. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

test("gives back the promise it was given", async () => {
  const promise = later(1, "done");

  expect(nap(promise)).toBe(promise);
  await expect(promise).resolves.toBe("done");
});

test("naps while a promise is pending, at most 2 ms at a time", async () => {
  await nap(later(300, undefined));
  const lengths = wait.mock.calls.map(([, , , ms]) => ms ?? Number.POSITIVE_INFINITY);

  expect(lengths.length).toBeGreaterThan(0);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(2);
});

test("does not nap before 20 turns, so that short work is not delayed", async () => {
  const short = nap(turns(15));
  await short;

  expect(wait).not.toHaveBeenCalled();
});

test.each([
  ["resolves", () => later(100, undefined)],
  ["rejects", () => later(100, undefined).then(() => Promise.reject(new Error("lost")))],
])("stops napping when the promise %s", async (_, make) => {
  const outcome = await nap(make()).then(
    () => "resolved",
    (error: Error) => error.message,
  );
  await turns(2);
  const before = wait.mock.calls.length;
  await turns(100);

  expect(["resolved", "lost"]).toContain(outcome);
  expect(before).toBeGreaterThan(0);
  expect(wait.mock.calls.length).toBe(before);
});

test("goes on napping until the last of several promises has settled", async () => {
  const long = nap(later(300, "long"));
  await nap(later(50, "short"));
  const before = wait.mock.calls.length;

  await expect(long).resolves.toBe("long");
  expect(wait.mock.calls.length).toBeGreaterThan(before);
});
