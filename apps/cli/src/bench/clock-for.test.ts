// Which clock times, and the refusal of one that the adapter has not.
import { baselineAdapter, type Device } from "@pleura/engine";
import { expect, test } from "vitest";
import { clockFor } from "./measure-sessions.ts";

const device = (hasTimestamps: boolean) =>
  ({ adapter: { ...baselineAdapter, hasTimestamps } }) as Device;

test("auto takes the adapter's clock where there is one, and both can be asked for", () => {
  expect(clockFor(device(true), "auto")).toBe("gpu");
  expect(clockFor(device(false), "auto")).toBe("wall");
  expect(clockFor(device(true), "gpu")).toBe("gpu");
  expect(clockFor(device(true), "wall")).toBe("wall");
});

test("refuses the adapter's clock where there is none", () => {
  expect(() => clockFor(device(false), "gpu")).toThrow(
    '--set clock: the adapter must have timestamp-query for gpu, but "WebGPU baseline" has none. Set clock=wall.',
  );
});
