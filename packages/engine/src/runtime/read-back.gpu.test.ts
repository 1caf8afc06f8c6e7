// Reading back in bounded pieces.
import { openDawn } from "@pleura/dawn";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Device } from "./device.ts";
import { fakeGpu } from "./fake-gpu.test-device.ts";
import { openDevice } from "./open-device.ts";
import { readRanges } from "./read-back.ts";
import { createVariable, destroyVariable } from "./variable.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

test.each([4, 8, 12, 16, 40, 1024])(
  "reads ranges through %i bytes of staging",
  async (mostBytes) => {
    const a = createVariable(device, "a", [5], Float32Array.of(1, 2, 3, 4, 5));
    const b = createVariable(device, "b", [3], Float32Array.of(6, 7, 8));
    const live = device.liveBuffers;
    const ranges = [
      { buffer: a.buffer, offset: 0, size: 20 },
      { buffer: b.buffer, offset: 0, size: 0 },
      { buffer: b.buffer, offset: 4, size: 8 },
      { buffer: a.buffer, offset: 4, size: 12 },
    ];

    const bytes = await readRanges(device, ranges, mostBytes);

    expect(bytes.map((range) => [...new Float32Array(range)])).toEqual([
      [1, 2, 3, 4, 5],
      [],
      [7, 8],
      [2, 3, 4],
    ]);
    expect(device.liveBuffers).toBe(live);
    destroyVariable(a);
    destroyVariable(b);
  },
);

test("reads nothing without a staging buffer", async () => {
  expect(await device.readRanges([])).toEqual([]);
});

test("reads 20,000 ranges at once", async () => {
  const a = createVariable(device, "a", [2], Float32Array.of(1, 2));
  const range = { buffer: a.buffer, offset: 4, size: 4 };

  const bytes = await device.readRanges(new Array<typeof range>(20_000).fill(range));

  expect(new Float32Array(bytes[19_999] as ArrayBuffer)).toEqual(Float32Array.of(2));
  destroyVariable(a);
});

test("frees its staging and says that the device is lost when reading fails", async () => {
  const { device: broken } = fakeGpu({
    createBuffer: () => ({
      destroy: () => undefined,
      mapAsync: () => Promise.reject(new Error("gone")),
    }),
    createCommandEncoder: () => ({ copyBufferToBuffer: () => undefined, finish: () => ({}) }),
    queue: { submit: () => undefined },
  });
  const buffer = broken.createBuffer(4, 0, "source");

  await expect(broken.readRanges([{ buffer, offset: 0, size: 4 }])).rejects.toThrow(
    "device: results must be readable, but reading failed (Error: gone). " +
      "Open a new device and continue from the last checkpoint.",
  );
  expect(broken.liveBuffers).toBe(1);
});

test("refuses a range of half a word", async () => {
  const { device: fake } = fakeGpu();
  const buffer = fake.createBuffer(4, 0, "source");

  await expect(fake.readRanges([{ buffer, offset: 0, size: 2 }])).rejects.toThrow(
    "read back: a range must have a multiple of 4 bytes, but it has 2. Report this.",
  );
});
