// The step counter advances in place, and refuses anything but u32.
import { openDawn } from "@pleura/dawn";
import {
  compile,
  createVariable,
  destroyVariable,
  input,
  openDevice,
  readVariable,
  readVariables,
} from "@pleura/engine";
import { expect, test } from "vitest";
import { advanceCounter } from "./advance-counter.ts";

test("adds one to the step and keeps the seed, run after run", async () => {
  const device = await openDevice(openDawn());
  const variable = createVariable(device, "counter", [2], Uint32Array.of(7, 4294967294));
  const value = advanceCounter(readVariable(variable));
  const program = await compile(device, { outputs: {}, updates: [{ variable, value }] });

  await program.run();
  const [once] = await readVariables([variable]);
  await program.run();
  const [twice] = await readVariables([variable]);

  expect(once).toEqual(Uint32Array.of(7, 4294967295));
  expect(twice).toEqual(Uint32Array.of(7, 0));
  program.destroy();
  destroyVariable(variable);
  device.destroy();
});

test("refuses an f32 counter", () => {
  expect(() => advanceCounter(input("c", [2]))).toThrow(
    "advanceCounter: the counter must be u32, but it is f32. Make it of a Uint32Array.",
  );
});
