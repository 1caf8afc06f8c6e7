// The fixed work runs on this adapter and leaves no buffer behind.
import { openDawn } from "@pleura/dawn";
import { openDevice } from "@pleura/engine";
import { expect, test } from "vitest";
import { openReferenceLoad } from "./reference-load.ts";

test("runs both parts without an error and frees its buffers", async () => {
  const device = await openDevice(openDawn());
  const before = device.liveBuffers;

  const load = await openReferenceLoad(device);
  const commands = [load.fma(2), load.copy(2)];
  device.gpu.queue.submit(commands);
  await device.finish();

  expect(device.liveBuffers).toBe(before + 4);
  load.destroy();
  expect(device.liveBuffers).toBe(before);
  device.destroy();
});
