// Cleanup runs last first, whatever happens, and the first error is the one that is told.
import { expect, test } from "vitest";
import { withCleanup } from "./with-cleanup.ts";

test("frees in the opposite order after the work, and gives its value", async () => {
  const order: string[] = [];

  const value = await withCleanup(async (later) => {
    later(() => order.push("first"));
    later(async () => order.push("second"));
    order.push("work");
    return 7;
  });

  expect(value).toBe(7);
  expect(order).toEqual(["work", "second", "first"]);
});

test("an error of freeing does not hide the work's, and the rest is freed all the same", async () => {
  let isFreed = false;

  const ended = withCleanup(async (later) => {
    later(() => {
      isFreed = true;
    });
    later(() => {
      throw new Error("free");
    });
    throw new Error("work");
  });

  await expect(ended).rejects.toThrow("work");
  expect(isFreed).toBe(true);
});

test("an error of freeing is told when the work succeeded", async () => {
  const ended = withCleanup(async (later) => {
    later(() => Promise.reject(new Error("free")));
  });

  await expect(ended).rejects.toThrow("free");
});
