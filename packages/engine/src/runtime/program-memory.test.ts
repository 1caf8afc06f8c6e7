// Where storages lie, and what is said when one has no buffer.
import { expect, test } from "vitest";
import { plan } from "../compile/plan.ts";
import { input } from "../graph/tensor.ts";
import { round } from "../graph/test-ops.ts";
import { baselineAdapter } from "./adapter-facts.ts";
import { fakeGpu } from "./fake-gpu.test-device.ts";
import { ProgramMemory } from "./program-memory.ts";

test("binds a storage with its guard and reads it without", () => {
  const { device } = fakeGpu();
  const made = plan({ outputs: { y: round(input("x", [3])) } }, baselineAdapter, {
    guardBytes: 64,
  });
  const memory = new ProgramMemory(device, made);
  const [storage] = made.temporaries;
  if (!storage) throw new Error("the plan has one temporary");

  expect(() => memory.rangeOf(storage)).toThrow(
    "program: every storage must have a buffer, but one has none. Report this.",
  );
  memory.allocate(new Uint8Array(256));

  expect(memory.rangeOf(storage).size).toBe(12);
  expect(memory.bindingOf(storage).size).toBe(12 + 64);
  memory.destroy();
  expect(device.liveBuffers).toBe(0);
});
