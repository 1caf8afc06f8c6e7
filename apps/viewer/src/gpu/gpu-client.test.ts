// The page's door: where calls go when the worker has no WebGPU.
import { expect, test, vi } from "vitest";
import { CallError } from "../workers/calls.ts";
import { type GpuClient, withFallback } from "./gpu-client.ts";
import { NoWebgpuError } from "./no-webgpu.ts";

const clientThat = (call: (name: string) => unknown, waiting = 0) =>
  ({ call: vi.fn(async (name) => call(name)), waiting, close: vi.fn() }) as unknown as GpuClient;
const { name, message, tag } = new NoWebgpuError();
const without = () =>
  clientThat(() => {
    throw new CallError({ name, message, tag });
  });

test("asks the worker as long as it has WebGPU", async () => {
  const worker = clientThat((name) => `worker: ${name}`);
  const inPage = vi.fn();
  const gpu = withFallback(worker, true, inPage);

  expect(await gpu.call("open", null)).toBe("worker: open");
  expect(inPage).not.toHaveBeenCalled();
});

test("asks in the page from the first call that the worker refuses for want of WebGPU", async () => {
  const worker = without();
  const page = clientThat((name) => `page: ${name}`, 2);
  const inPage = vi.fn(async () => page);
  const gpu = withFallback(worker, true, inPage);

  expect(await gpu.call("open", null)).toBe("page: open");
  expect(await gpu.call("lose", null)).toBe("page: lose");
  expect(worker.call).toHaveBeenCalledTimes(1);
  expect(inPage).toHaveBeenCalledTimes(1);
  expect(gpu.waiting).toBe(2);
  gpu.close("gone");
  expect(page.close).toHaveBeenCalledWith("gone");
});

test("gives the refusal when the page has no WebGPU either, and every other error", async () => {
  const broken = clientThat(() => {
    throw new CallError({ name: "EngineError", message: "no room", tag: "limit" });
  });

  await expect(withFallback(without(), false, vi.fn()).call("open", null)).rejects.toThrow(
    "open device: WebGPU must be there, but this browser has none here. See the page's advice.",
  );
  await expect(withFallback(broken, true, vi.fn()).call("open", null)).rejects.toThrow("no room");
});
