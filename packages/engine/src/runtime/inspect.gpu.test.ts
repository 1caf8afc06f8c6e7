// Looking inside programs: non-finite values, and writes that should not be.
import { openDawn } from "@pleura/dawn";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Kernel } from "../graph/kernel.ts";
import { applyOp1, constant, input, readVariable } from "../graph/tensor.ts";
import { addKernel, addOp, addTo, multiply } from "../graph/test-ops.ts";
import type { Device } from "./device.ts";
import { findNonFinite, findStrayWrite } from "./inspect.ts";
import { openDevice } from "./open-device.ts";
import { compile } from "./program.ts";
import { createVariable, destroyVariable, type Variable } from "./variable.ts";

let device: Device;
let v: Variable;
beforeAll(async () => {
  device = await openDevice(openDawn());
  v = createVariable(device, "v", [6], new Float32Array(6).fill(2));
});
afterAll(() => device.destroy());

test("names the first value that is not finite", async () => {
  const x = input("x", [2]);
  const y = multiply(multiply(x, x), x);
  const program = await compile(device, { outputs: { y } }, { keepsEverything: true });

  expect(await findNonFinite(device, program, { x: Float32Array.of(1, 1e30) })).toBe('"multiply"');
  expect(await findNonFinite(device, program, { x: Float32Array.of(1, Number.NaN) })).toBe(
    'input "x"',
  );
  expect(await findNonFinite(device, program, { x: Float32Array.of(1, 2) })).toBeUndefined();
  program.destroy();
});

test("names a variable that is not finite", async () => {
  const bad = createVariable(device, "bad", [1], Float32Array.of(Number.POSITIVE_INFINITY));
  const y = multiply(readVariable(bad), readVariable(v));
  const program = await compile(device, { outputs: { y } }, { keepsEverything: true });

  expect(await findNonFinite(device, program, {})).toBe('variable "bad"');
  program.destroy();
  destroyVariable(bad);
});

/** Adds an input, which is fed, and a second operand with a kernel that may be wrong. */
async function strayWriteOf(kernel: Kernel, isVariable = false): Promise<string | undefined> {
  const second = isVariable ? readVariable(v) : constant(new Float32Array(6).fill(3), [6]);
  const y = applyOp1(addOp(kernel), [input("x", [6]), second], null);
  const program = await compile(device, { outputs: { y } }, { guardBytes: 256 });
  const stray = await findStrayWrite(device, program, { x: new Float32Array(6) });
  program.destroy();
  return stray;
}

const writing = (line: string): Kernel => {
  const kernel = addKernel();
  return { ...kernel, body: kernel.body.replace(/\n}$/, `\n  if (i == 0u) { ${line} }\n}`) };
};

test("finds nothing where nothing strays", async () => {
  expect(await strayWriteOf(addKernel())).toBeUndefined();
  expect(await strayWriteOf(addKernel(), true)).toBeUndefined();
});

test.each([
  ["one element past the output", addKernel(1), "arena 0, byte 24"],
  ["at the guard's end", writing("y[69] = 1.0;"), "arena 0, byte 276"],
  ["into an input", writing("x[2] = 1.0;"), 'input "x", byte 8'],
  ["past an input", writing("x[6] = 1.0;"), 'input "x", byte 24'],
  ["into a constant", writing("z[1] = 1.0;"), "constant of shape [6], byte 4"],
  ["past a constant", writing("z[7] = 1.0;"), "constant of shape [6], byte 28"],
])("finds a write %s", async (_, kernel, where) => {
  expect(await strayWriteOf(kernel)).toBe(where);
});

test("finds a write into a variable that is only read", async () => {
  expect(await strayWriteOf(writing("z[5] = 1.0;"), true)).toBe('variable "v", byte 20');
});

test("takes a write into a variable that the op overwrites", async () => {
  const y = addTo(readVariable(v), input("x", [6]));
  const program = await compile(device, { outputs: { y } }, { guardBytes: 256 });
  const feeds = { x: new Float32Array(6).fill(1) };

  expect(await findStrayWrite(device, program, feeds)).toBeUndefined();
  program.destroy();
});
