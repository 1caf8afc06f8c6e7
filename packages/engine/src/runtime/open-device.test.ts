// What opening a device says when there is none to open.
import { expect, test } from "vitest";
import { isEngineError } from "../error.ts";
import { openDevice } from "./open-device.ts";

const driverAdvice =
  "In Node install a Vulkan driver (a software one: Mesa 24 or newer, package " +
  "mesa-vulkan-drivers); in a browser switch WebGPU on.";

const gpuThat = (requestAdapter: () => Promise<unknown>) => ({ requestAdapter }) as unknown as GPU;

const adapter = {
  info: { vendor: "maker", architecture: "gen1", description: "Card" },
  limits: {},
  features: new Set<string>(),
  requestDevice: () => Promise.reject(new Error("too many devices")),
};

test.each([
  [
    "there is no adapter",
    () => Promise.resolve(null),
    `open device: a WebGPU adapter must be present, but none was found. ${driverAdvice}`,
  ],
  [
    "asking for an adapter fails",
    () => Promise.reject(new Error("no Vulkan")),
    "open device: a WebGPU adapter must be present, but asking for one failed (Error: no Vulkan). " +
      driverAdvice,
  ],
  [
    "the adapter refuses",
    () => Promise.resolve(adapter),
    'open device: the adapter "Card maker gen1" must give a device, but it refused ' +
      "(Error: too many devices). Update its driver or use another adapter.",
  ],
])("rejects with no-adapter when %s", async (_, requestAdapter, message) => {
  const failure = await openDevice(gpuThat(requestAdapter)).catch((error) => error);

  expect(isEngineError(failure, "no-adapter")).toBe(true);
  expect(failure.message).toBe(message);
});

test("refuses an adapter of another name", async () => {
  const options = { adapterName: "no such card" };
  const failure = await openDevice(
    gpuThat(() => Promise.resolve(adapter)),
    options,
  ).catch((e) => e);

  expect(isEngineError(failure, "no-adapter")).toBe(true);
  expect(failure.message).toBe(
    'open device: the adapter\'s name must contain "no such card", but the adapter found is ' +
      '"Card maker gen1". Leave the name out or give a part of this one.',
  );
});
