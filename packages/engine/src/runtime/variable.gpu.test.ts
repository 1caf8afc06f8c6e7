// Variables: what they take, what they refuse, and what they leave behind.
import { openDawn } from "@pleura/dawn";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isEngineError } from "../error.ts";
import { input, readVariable } from "../graph/tensor.ts";
import { addTo, round } from "../graph/test-ops.ts";
import type { Device } from "./device.ts";
import { openDevice } from "./open-device.ts";
import { compile } from "./program.ts";
import { createVariable, destroyVariable, readVariables, writeVariable } from "./variable.ts";
import { partOf } from "./variable-part.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

const shared = (...numbers: number[]) => {
  const view = new Float32Array(new SharedArrayBuffer(4 * numbers.length));
  view.set(numbers);
  return view;
};

test("takes numbers in shared memory", async () => {
  const variable = createVariable(device, "v", [2], shared(1, 2));
  const [made] = await readVariables([variable]);
  writeVariable(variable, shared(3, 4).subarray(0, 2));
  const [written] = await readVariables([variable]);

  expect([made, written]).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
  destroyVariable(variable);
});

test("refuses another count of numbers and leaves no buffer behind", () => {
  const live = device.liveBuffers;
  const text =
    'variable "v": the shape [2] needs 2 numbers, but 3 were given. ' +
    "Give as many numbers as the shape has elements.";

  expect(() => createVariable(device, "v", [2], new Float32Array(3))).toThrow(text);
  expect(device.liveBuffers).toBe(live);
  const variable = createVariable(device, "v", [2], new Float32Array(2));
  expect(() => writeVariable(variable, new Float32Array(3))).toThrow(text);
  destroyVariable(variable);
});

test("refuses numbers of another type", () => {
  const f32 = createVariable(device, "v", [1], new Float32Array(1));
  const u32 = createVariable(device, "n", [1], new Uint32Array(1));

  expect(() => writeVariable(f32, new Uint32Array(1))).toThrow(
    'variable "v": it holds f32, but u32 numbers were given. Give a Float32Array.',
  );
  expect(() => writeVariable(u32, new Float32Array(1))).toThrow(
    'variable "n": it holds u32, but f32 numbers were given. Give a Uint32Array.',
  );
  expect(() => writeVariable(u32, new Uint32Array(1))).not.toThrow();
  destroyVariable(f32);
  destroyVariable(u32);
});

test("refuses to use a destroyed variable", async () => {
  const variable = createVariable(device, "v", [1], new Float32Array(1));
  const spec = { outputs: { y: round(readVariable(variable)) } };
  const program = await compile(device, spec);
  await expect(program.run()).resolves.toBeDefined();
  destroyVariable(variable);
  const text =
    'variable "v": it must not be destroyed before its last use, but it was. ' +
    "Destroy it after the programs that use it.";

  await expect(program.run()).rejects.toThrow(text);
  await expect(program.repeat(1)).rejects.toThrow(text);
  await expect(compile(device, spec)).rejects.toThrow(text);
  await expect(readVariables([variable])).rejects.toThrow(text);
  expect(() => writeVariable(variable, new Float32Array(1))).toThrow(text);
  const failure = await program.run().catch((error) => error);
  expect(isEngineError(failure, "freed")).toBe(true);
  program.destroy();
});

test("refuses a variable of another device", async () => {
  const other = await openDevice(openDawn());
  const variable = createVariable(other, "v", [1], new Float32Array(1));

  const failure = compile(device, { outputs: { y: round(readVariable(variable)) } });

  await expect(failure).rejects.toThrow(
    'variable "v": it must be on the device that uses it, but it is on another. Make it on this device.',
  );
  other.destroy();
});

test("a part and its whole are one memory", async () => {
  const whole = createVariable(device, "weights", [130], new Float32Array(130).fill(1));
  const part = partOf(whole, "bias", [2], 128);
  writeVariable(part, Float32Array.of(5, 6));
  const program = await compile(device, {
    outputs: { y: round(readVariable(part)) },
    updates: [{ variable: whole, value: addTo(readVariable(whole), input("more", [130])) }],
  });

  const { y } = await program.run({ more: new Float32Array(130).fill(0.5) });
  const [all, last] = await readVariables([whole, part]);
  program.destroy();

  expect([...y]).toEqual([5, 6]);
  expect([...(last ?? [])]).toEqual([5.5, 6.5]);
  expect([all?.[0], all?.[127], all?.[128]]).toEqual([1.5, 1.5, 5.5]);
  destroyVariable(part);
  expect(() => writeVariable(whole, new Float32Array(130))).toThrow(
    'variable "weights": it must not be destroyed before its last use, but it was. ' +
      "Destroy it after the programs that use it.",
  );
});
