// What a device does when the GPU reports errors: no adapter makes these on demand.
import { expect, test } from "vitest";
import { isEngineError } from "../error.ts";
import { baselineAdapter } from "./adapter-facts.ts";
import { fakeGpu } from "./fake-gpu.test-device.ts";

class GPUOutOfMemoryError extends Error {}
class GPUValidationError extends Error {}

test("pops both error scopes before it waits, so that concurrent calls do not cross", async () => {
  const { device, scopes } = fakeGpu();

  const both = Promise.all([device.guarded("a", () => 1), device.guarded("b", () => 2)]);
  const beforeWaiting = [...scopes];

  const one = ["push validation", "push out-of-memory", "pop", "pop"];
  expect(beforeWaiting).toEqual([...one, ...one]);
  expect(await both).toEqual([1, 2]);
});

test("pops both error scopes when the guarded call throws", async () => {
  const { device, scopes } = fakeGpu();

  const failure = device.guarded("a", () => {
    throw new Error("from inside");
  });

  await expect(failure).rejects.toThrow("from inside");
  expect(scopes.filter((scope) => scope === "pop")).toHaveLength(2);
});

test.each([
  [
    "limit",
    ["too large", undefined],
    "compile: the device must have enough memory, but it ran out (too large). " +
      "Use a smaller batch or image size.",
  ],
  [
    "internal",
    [undefined, "bad layout"],
    'compile: every call must be valid, but the GPU reported "bad layout". Report this.',
  ],
] as const)("turns what a scope caught into tag %s", async (tag, caught, message) => {
  const { device, errors } = fakeGpu();
  errors.push(...caught);

  const failure = await device.guarded("compile", () => 1).catch((error) => error);

  expect(isEngineError(failure, tag)).toBe(true);
  expect(failure.message).toBe(message);
  expect(await device.guarded("compile", () => 1)).toBe(1);
});

test.each([
  [
    "limit",
    new GPUOutOfMemoryError("no room for variable w"),
    "device: the device must have enough memory, but it ran out (no room for variable w). " +
      "Use a smaller batch or image size.",
  ],
  [
    "internal",
    new GPUValidationError("bad call"),
    'device: every call must be valid, but the GPU reported "bad call". Report this.',
  ],
] as const)(
  "keeps an error that no scope caught for the next call, as tag %s",
  (tag, error, message) => {
    const { device, report } = fakeGpu();
    expect(() => device.assertAlive()).not.toThrow();

    report(error);

    expect(() => device.assertAlive()).toThrow(message);
    expect(() => device.assertAlive()).toThrow(expect.objectContaining({ tag }));
  },
);

test("refuses a buffer over the adapter's limit and makes one of its size", () => {
  const { device } = fakeGpu();
  const limit = baselineAdapter.maxBufferSize;

  expect(() => device.createBuffer(limit + 1, 0, "staging")).toThrow(
    "staging: a buffer may have 268435456 bytes on this adapter, but 268435472 are needed. " +
      "Use a smaller batch or image size.",
  );
  expect(device.createBuffer(limit, 0, "staging").size).toBe(limit);
});

test("turns a failed wait for submitted work into device-lost", async () => {
  const { device } = fakeGpu({
    queue: { onSubmittedWorkDone: () => Promise.reject(new Error("gone")) },
  });

  const failure = await device.finish().catch((error) => error);

  expect(isEngineError(failure, "device-lost")).toBe(true);
  expect(failure.message).toBe(
    "device: submitted work must end, but waiting for it failed (Error: gone). " +
      "Open a new device and continue from the last checkpoint.",
  );
});

test("turns a failed pop of an error scope into device-lost", async () => {
  const { device } = fakeGpu({ popErrorScope: () => Promise.reject(new Error("gone")) });

  await expect(device.guarded("compile", () => 1)).rejects.toThrow(
    "device: errors must be readable, but reading them failed (Error: gone). " +
      "Open a new device and continue from the last checkpoint.",
  );
});

test("turns a failed wait for a shader into device-lost", async () => {
  const { device } = fakeGpu({
    createBindGroupLayout: () => ({}),
    createShaderModule: () => ({ getCompilationInfo: () => Promise.reject(new Error("gone")) }),
  });
  const kernel = { name: "k", bindings: [], params: [], workgroup: [1, 1, 1], body: "" } as const;

  await expect(device.compileKernel(kernel)).rejects.toThrow(
    "device: shaders must compile, but waiting for one failed (Error: gone). " +
      "Open a new device and continue from the last checkpoint.",
  );
});

test("turns a pipeline that the driver refuses into a compile error", async () => {
  const { device } = fakeGpu({
    createBindGroupLayout: () => ({}),
    createPipelineLayout: () => ({}),
    createShaderModule: () => ({ getCompilationInfo: () => Promise.resolve({ messages: [] }) }),
    createComputePipelineAsync: () => Promise.reject(new Error("driver says no")),
  });
  const kernel = { name: "k", bindings: [], params: [], workgroup: [1, 1, 1], body: "" } as const;

  const failure = await device.compileKernel(kernel).catch((error) => error);

  expect(isEngineError(failure, "compile")).toBe(true);
  expect(failure.message).toBe(
    "k: the pipeline must compile, but the driver says: Error: driver says no. " +
      "Report the adapter and this message.",
  );
});

test("says the line and column of a WGSL error", async () => {
  const messages = [{ type: "error", lineNum: 3, linePos: 7, message: "unresolved call" }];
  const { device } = fakeGpu({
    createBindGroupLayout: () => ({}),
    createShaderModule: () => ({ getCompilationInfo: () => Promise.resolve({ messages }) }),
  });
  const body = "  nonsense();";
  const kernel = { name: "k", bindings: [], params: [], workgroup: [1, 1, 1], body } as const;

  await expect(device.compileKernel(kernel)).rejects.toThrow(
    "k: the WGSL must compile, but line 3:7 says: unresolved call. The line is: nonsense();",
  );
});

test("keeps the reason that the device was lost for", async () => {
  const lost = Promise.resolve({ reason: "unknown", message: "the driver hung" });
  const { device } = fakeGpu({ lost });

  await lost;

  expect(() => device.assertAlive()).toThrow(
    "device: it must stay available, but it was lost (unknown: the driver hung). " +
      "Open a new device and continue from the last checkpoint.",
  );
});
