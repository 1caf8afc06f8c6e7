// The ceilings are positive rates, finite, and leave no buffer behind.
import { openDawn } from "@pleura/dawn";
import { openDevice } from "@pleura/engine";
import { expect, test } from "vitest";
import { measureCeilings } from "./measure-ceilings.ts";

test("measures a multiply-add and a copy rate and frees its buffers", async () => {
  const device = await openDevice(openDawn());
  const before = device.liveBuffers;

  const found = await measureCeilings(device, {
    now: () => performance.now(),
    leastMs: 2,
    repeats: 1,
  });

  expect(found.fmaGflops).toBeGreaterThan(0.1);
  expect(found.copyGBs).toBeGreaterThan(0.05);
  expect(found.fmaKernel).toContain("ceiling.fma");
  expect(found.copyKernel).toContain("ceiling.copy");
  const rates = found.memory.map(({ gbs }) => gbs);
  expect(rates.length).toBeGreaterThan(3);
  expect(rates).toEqual(rates.toSorted((a, b) => b - a));
  expect(rates.at(-1)).toBeGreaterThanOrEqual(found.copyGBs);
  expect(device.liveBuffers).toBe(before);
  device.destroy();
});
