// A short soak: nothing is made anew from step to step, one submit a step, losses read one step late.
import { openDawn } from "@pleura/dawn";
import { openDevice } from "@pleura/engine";
import { expect, test } from "vitest";
import { soakReport, soakTraining } from "./soak-training.ts";

test("a training holds the same buffers and bytes at every step, and submits each step once", async () => {
  const device = await openDevice(openDawn());
  const stop = { exitCode: undefined, check: () => undefined, dispose: () => undefined };

  const samples = await soakTraining({
    ...{ steps: 120, seed: 1, device, stop },
    now: () => performance.now(),
    rss: () => process.memoryUsage.rss(),
    onStep: () => undefined,
  });

  // The second half: pools have found their sizes. The last steps of an epoch validate and save.
  const settled = samples.slice(60);
  expect(samples.map(({ step }) => step)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
  expect(new Set(settled.map(({ deviceBuffers }) => deviceBuffers)).size).toBe(1);
  expect(new Set(settled.map(({ deviceBytes }) => deviceBytes)).size).toBe(1);
  // In the first epoch, before its checkpoint: at the result of step k, step k + 1 has been submitted and no other.
  let submits = 0;
  const ahead = samples.slice(0, 10).map(({ step, submits: more }) => {
    submits += more;
    return submits - step;
  });
  expect(ahead).toEqual(Array.from({ length: 10 }, () => 1));
  expect(soakReport(samples).submitsPerStep).toBe(1);
  expect(soakReport(samples).encodeMs).toBeGreaterThan(0);
  device.destroy();
});
