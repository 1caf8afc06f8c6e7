// A session on a real device: models replaced while in use, the device lost, memory that runs out, a plain adapter.
import { openDawn } from "@pleura/dawn";
import { baselineAdapter, EngineError } from "@pleura/engine";
import { type Explanation, scoreCam } from "@pleura/models";
import { randomNumbers } from "@pleura/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { GpuEvent } from "./gpu-calls.ts";
import { GpuSession } from "./gpu-session.ts";
import { madeCheckpoint, SIZE } from "./made-checkpoint.test-support.ts";
import { readModel } from "./read-model.ts";

const image = randomNumbers(SIZE * SIZE, 3, 0, 1);
const gpu = openDawn();
const events: GpuEvent[] = [];
let session: GpuSession;

const read = (kind: "classifier" | "pretext", seed = 1) =>
  readModel(`${kind}-${seed}`, madeCheckpoint(kind, seed));
const classify = () => session.use("classifier", ({ single }) => single.logits(image, 1));
const explain = (onProgress?: () => void): Promise<Explanation> =>
  session.use("classifier", ({ many }) => scoreCam(many, image, { score: "logit", onProgress }));

beforeAll(async () => {
  session = new GpuSession(gpu, (event) => events.push(event));
  await session.load(read("classifier"));
}, 60_000);
afterAll(async () => (await session.open()).destroy());

test("asks for a model of the right kind", async () => {
  await expect(session.use("pretext", async () => 1)).rejects.toThrow(
    "model: a restoration model must be loaded, but none is. Open a .safetensors file of one.",
  );
});

test("lets work end with the model it began with, and frees that afterwards", async () => {
  const device = await session.open();
  const first = await classify();
  const before = device.liveBuffers;

  const running = session.use("classifier", async ({ single }) => {
    await session.load(read("classifier", 2));
    return single.logits(image, 1);
  });

  expect(await running).toEqual(first);
  expect(await classify()).not.toEqual(first);
  expect(device.liveBuffers).toBe(before);
  await session.load(read("classifier"));
});

test("goes on with a new device and the same models when its device is lost, and tells the page", async () => {
  const usual = await explain();
  await session.load(read("pretext"));
  const device = await session.open();
  events.length = 0;

  let told = 0;
  const found = await explain(() => {
    told += 1;
    if (told === 1) device.gpu.destroy();
  });

  expect(found).toEqual(usual);
  expect(events.map(({ type }) => type)).toEqual(["lost", "restored"]);
  expect(await session.open()).not.toBe(device);
  expect((await session.use("pretext", ({ single }) => single.restore(image, 1))).length).toBe(256);
});

test("gives up when the device is lost a second time", async () => {
  await expect(
    session.use("classifier", async ({ single }, device) => {
      device.gpu.destroy();
      return single.logits(image, 1);
    }),
  ).rejects.toThrow(
    /^GPU: it must stay available, but it was lost twice in one task \(.*\) Update the graphics driver, or close other pages that use the GPU, and reload the page\.$/,
  );

  expect(await classify()).toHaveLength(3);
});

test("is open again for the next call although nothing waited when the device was lost", async () => {
  const usual = await classify();
  events.length = 0;

  await session.lose();
  await vi.waitFor(() => expect(events.map(({ type }) => type)).toEqual(["lost", "restored"]));

  expect(await classify()).toEqual(usual);
});

test("takes fewer masks at a time when memory runs out, and gives the same maps", async () => {
  const usual = await explain();
  const sizes: number[] = [];

  const found = await session.use("classifier", ({ many }) => {
    sizes.push(many.batch);
    if (many.batch > 1) throw new EngineError("limit", "no room");
    return scoreCam(many, image, { score: "logit" });
  });

  expect(sizes).toEqual([4, 2, 1]);
  for (const [at, { map }] of found.classes.entries()) {
    const other = usual.classes[at]?.map ?? map;
    expect(Math.max(...map.map((value, i) => Math.abs(value - (other[i] ?? 2))))).toBeLessThan(
      1e-4,
    );
  }
  await expect(
    session.use("classifier", async () => {
      throw new EngineError("limit", "x: no room.");
    }),
  ).rejects.toThrow(
    "GPU: its memory must hold one film, but it does not (x: no room.) " +
      "Close other pages that use the GPU, or open a smaller model.",
  );
});

test("works on an adapter with the limits and features that every one has", async () => {
  const plain = new GpuSession(gpu, () => undefined, {
    without: ["shader-f16", "subgroups", "timestamp-query"],
    limits: {
      maxBufferSize: baselineAdapter.maxBufferSize,
      maxStorageBufferBindingSize: baselineAdapter.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: baselineAdapter.maxStorageBuffersPerShaderStage,
      maxComputeWorkgroupStorageSize: baselineAdapter.maxComputeWorkgroupStorageSize,
    },
  });
  await plain.load(read("classifier"));
  const device = await plain.open();
  const usual = await classify();

  const found = await plain.use("classifier", ({ single }) => single.logits(image, 1));

  expect(device.gpu.limits.maxStorageBufferBindingSize).toBe(134_217_728);
  expect(device.gpu.features.has("subgroups")).toBe(false);
  expect(device.adapter).toMatchObject({ hasF16: false, hasTimestamps: false });
  expect(device.adapter.subgroupSize).toBeUndefined();
  found.forEach((value, at) => {
    expect(value).toBeCloseTo(usual[at] ?? Number.NaN, 4);
  });
  device.destroy();
});

test("says so when no adapter is left, and tries again at the next call", async () => {
  const requestAdapter = vi
    .fn<GPU["requestAdapter"]>()
    .mockResolvedValueOnce(null)
    .mockImplementation((options) => gpu.requestAdapter(options));
  const late = new GpuSession({ requestAdapter } as unknown as GPU, () => undefined);

  await expect(late.open()).rejects.toThrow("a WebGPU adapter must be present, but none was found");

  (await late.open()).destroy();
});
