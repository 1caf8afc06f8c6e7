// Programs on a real adapter: replay, variables, errors, loss of the device.
import { openDawn } from "@pleura/dawn";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProgramSpec } from "../compile/program-spec.ts";
import { isEngineError } from "../error.ts";
import { applyOp1, constant, input, readVariable } from "../graph/tensor.ts";
import { addTo, multiply, round, view } from "../graph/test-ops.ts";
import { type Device, openDevice } from "./device.ts";
import { findNonFinite } from "./inspect.ts";
import { compile } from "./program.ts";
import { createVariable, destroyVariable, readVariables, type Variable } from "./variable.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

test("replays with new inputs and reads results late", async () => {
  const x = input("x", [3]);
  const program = await compile(device, { outputs: { y: multiply(x, x) } });

  const first = program.submit({ x: Float32Array.of(1, 2, 3) });
  const second = program.submit({ x: Float32Array.of(4, 5, 6) });

  expect(await second.read()).toEqual({ y: Float32Array.of(16, 25, 36) });
  expect(await first.read()).toEqual({ y: Float32Array.of(1, 4, 9) });
  program.destroy();
});

test("updates a variable in place, run after run", async () => {
  const variable = createVariable(device, "v", [2], Float32Array.of(1, 2));
  const value = multiply(readVariable(variable), constant(Float32Array.of(2, 3), [2]));
  const program = await compile(device, { outputs: {}, updates: [{ variable, value }] });

  await program.run();
  await program.run();

  const [numbers] = await readVariables([variable]);
  expect(numbers).toEqual(Float32Array.of(4, 18));
  program.destroy();
  destroyVariable(variable);
});

test("reads the old value of a variable everywhere in a run that updates it", async () => {
  const variable = createVariable(device, "v", [1], Float32Array.of(3));
  const v = readVariable(variable);
  const program = await compile(device, {
    outputs: { before: round(v) },
    updates: [{ variable, value: multiply(v, v) }],
  });

  const { before } = await program.run();

  expect(before).toEqual(Float32Array.of(3));
  program.destroy();
  destroyVariable(variable);
});

/** Runs a program on fresh variables a = 1, 2 and b = 3, 4; returns its results and the variables after it. */
async function runOnPair(spec: (a: Variable, b: Variable) => ProgramSpec) {
  const a = createVariable(device, "a", [2], Float32Array.of(1, 2));
  const b = createVariable(device, "b", [2], Float32Array.of(3, 4));
  const program = await compile(device, spec(a, b));
  const results = await program.run();
  const after = await readVariables([a, b]);
  program.destroy();
  for (const variable of [a, b]) destroyVariable(variable);
  return { results, after };
}

test("swaps two variables in one run", async () => {
  const { after } = await runOnPair((a, b) => ({
    outputs: {},
    updates: [
      { variable: a, value: readVariable(b) },
      { variable: b, value: view(view(readVariable(a), [1, 2]), [2]) },
    ],
  }));

  expect(after).toEqual([Float32Array.of(3, 4), Float32Array.of(1, 2)]);
});

test("outputs the old value of a variable, and of a view of it, that the run updates", async () => {
  const { results, after } = await runOnPair((a, b) => ({
    outputs: { a: readVariable(a), b: view(readVariable(b), [2, 1]) },
    updates: [
      { variable: a, value: multiply(readVariable(a), readVariable(a)) },
      { variable: b, value: addTo(readVariable(b), readVariable(a)) },
    ],
  }));

  expect(results).toEqual({ a: Float32Array.of(1, 2), b: Float32Array.of(3, 4) });
  expect(after).toEqual([Float32Array.of(1, 4), Float32Array.of(4, 6)]);
});

test("gives every overwriting op the old values of the others' variables", async () => {
  const { after } = await runOnPair((a, b) => ({
    outputs: {},
    updates: [
      { variable: a, value: addTo(readVariable(a), readVariable(b)) },
      { variable: b, value: addTo(readVariable(b), readVariable(a)) },
    ],
  }));

  expect(after).toEqual([Float32Array.of(4, 6), Float32Array.of(4, 6)]);
});

test("copies an overwritten variable's new value to another variable", async () => {
  const { results, after } = await runOnPair((a, b) => {
    const value = addTo(readVariable(a), readVariable(a));
    return {
      outputs: { value },
      updates: [
        { variable: a, value },
        { variable: b, value },
      ],
    };
  });

  expect(results).toEqual({ value: Float32Array.of(2, 4) });
  expect(after).toEqual([Float32Array.of(2, 4), Float32Array.of(2, 4)]);
});

test("refuses an input of another length and names it", async () => {
  const program = await compile(device, { outputs: { y: round(input("x", [3])) } });

  await expect(program.run({ x: new Float32Array(2) })).rejects.toThrow(
    'run: input "x" must have 3 numbers for shape [3], but 2 were given. Feed every input in its shape.',
  );
  await expect(program.run({ x: new Float32Array(3) })).resolves.toBeDefined();
  program.destroy();
});

test("refuses to run a destroyed program", async () => {
  const program = await compile(device, { outputs: { y: round(input("x", [1])) } });
  program.destroy();

  await expect(program.run({ x: new Float32Array(1) })).rejects.toThrow(
    "run: the program must not be destroyed, but it was. Compile it again.",
  );
});

test("says the line of a WGSL error", async () => {
  const x = input("x", [1]);
  const broken = applyOp1(
    {
      name: "broken",
      infer: (inputs: readonly (typeof x)[]) => inputs.slice(0, 1),
      elementwise: { expression: () => "unknown_function(a)", flops: 1 },
    },
    [x],
    null,
  );

  const failure = await compile(device, { outputs: { y: broken } }).catch((error) => error);

  expect(isEngineError(failure, "compile")).toBe(true);
  expect(failure.message).toContain("elementwise broken: the WGSL must compile, but line ");
  expect(failure.message).toContain("unknown_function(a)");
});

test("names the first value that is not finite", async () => {
  const x = input("x", [2]);
  const y = multiply(multiply(x, x), x);
  const program = await compile(device, { outputs: { y } }, { keepsEverything: true });

  const overflow = await findNonFinite(device, program, { x: Float32Array.of(1, 1e30) });
  const fine = await findNonFinite(device, program, { x: Float32Array.of(1, 2) });

  expect(overflow).toBe('"multiply"');
  expect(fine).toBeUndefined();
  program.destroy();
});

test("rejects with device-lost after the device is destroyed", async () => {
  const other = await openDevice(openDawn());
  const program = await compile(other, { outputs: { y: round(input("x", [1])) } });
  other.gpu.destroy();
  await other.gpu.lost;

  const failure = await program.run({ x: new Float32Array(1) }).catch((error) => error);

  expect(isEngineError(failure, "device-lost")).toBe(true);
  expect(failure.message).toContain("device: it must stay available, but it was lost (destroyed");
});

test("refuses an adapter of another name", async () => {
  const failure = await openDevice(openDawn(), { adapterName: "no such card" }).catch((e) => e);

  expect(isEngineError(failure, "no-adapter")).toBe(true);
  expect(failure.message).toContain(
    'open device: the adapter\'s name must contain "no such card", but the adapter found is ',
  );
});
