// Programs on a real adapter: replay, variables, errors, loss of the device.
import { openDawn } from "@pleura/dawn";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProgramSpec } from "../compile/program-spec.ts";
import { isEngineError } from "../error.ts";
import type { Kernel } from "../graph/kernel.ts";
import { applyOp1, constant, input, readVariable } from "../graph/tensor.ts";
import { addKernel, addOp, addTo, multiply, round, storingAdd, view } from "../graph/test-ops.ts";
import type { Device } from "./device.ts";
import { openDevice } from "./open-device.ts";
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

test.each(["f32", "vec4f"] as const)(
  "computes the same bits in the store of a kernel (%s) as in launches of their own",
  async (element) => {
    const shape = [3, 4, 8];
    const [x, z] = [input("x", shape), input("z", shape)];
    const [plane, other] = [input("plane", [4, 1]), input("other", shape)];
    const chain = multiply(multiply(round(storingAdd(x, z, element)), plane), multiply(other, x));
    const ramp = (count: number, step: number) =>
      Float32Array.from({ length: count }, (_, i) => i * step - 3);
    const feeds = {
      x: ramp(96, 0.31),
      z: ramp(96, 0.7),
      plane: ramp(4, 1.3),
      other: ramp(96, -0.2),
    };
    const fused = await compile(device, { outputs: { y: chain } });
    const apart = await compile(device, { outputs: { y: chain } }, { keepsEverything: true });

    expect(fused.plan.launches).toHaveLength(1);
    expect((await fused.run(feeds)).y).toEqual((await apart.run(feeds)).y);
    fused.destroy();
    apart.destroy();
  },
);

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

test("rejects with device-lost after the device is destroyed", async () => {
  const other = await openDevice(openDawn());
  const program = await compile(other, { outputs: { y: round(input("x", [1])) } });
  other.gpu.destroy();
  await other.gpu.lost;

  const failure = await program.run({ x: new Float32Array(1) }).catch((error) => error);

  expect(isEngineError(failure, "device-lost")).toBe(true);
  expect(failure.message).toContain("device: it must stay available, but it was lost (destroyed");
});

test("rejects with device-lost after its own device is destroyed", async () => {
  const other = await openDevice(openDawn());
  const program = await compile(other, { outputs: { y: round(input("x", [1])) } });
  other.destroy();

  await expect(program.run({ x: new Float32Array(1) })).rejects.toThrow(
    "device: it must stay available, but it was lost (destroyed: by its owner). " +
      "Open a new device and continue from the last checkpoint.",
  );
});

test("refuses an input of another type", async () => {
  const program = await compile(device, {
    outputs: { x: input("x", [1]), n: input("n", [1], "u32") },
  });
  const x = new Float32Array(1);
  const n = new Uint32Array(1);

  await expect(program.run({ x: n, n })).rejects.toThrow(
    'run: input "x" must be f32, but u32 numbers were given. Feed a Float32Array.',
  );
  await expect(program.run({ x, n: x })).rejects.toThrow(
    'run: input "n" must be u32, but f32 numbers were given. Feed a Uint32Array.',
  );
  expect(await program.run({ x, n })).toEqual({ x, n });
  program.destroy();
});

test("takes feeds and constants in shared memory", async () => {
  const numbers = new Float32Array(new SharedArrayBuffer(8));
  numbers.set([2, 3]);
  const y = multiply(input("x", [2]), constant(numbers, [2]));
  const program = await compile(device, { outputs: { y } });

  expect(await program.run({ x: numbers })).toEqual({ y: Float32Array.of(4, 9) });
  program.destroy();
});

test("takes two constants of one array in one kernel", async () => {
  const numbers = Float32Array.of(2, 3);
  const y = multiply(constant(numbers, [2]), constant(numbers, [2]));
  const program = await compile(device, { outputs: { y } });

  expect(await program.run()).toEqual({ y: Float32Array.of(4, 9) });
  program.destroy();
});

test("returns the same results to a second read", async () => {
  const program = await compile(device, { outputs: { y: round(input("x", [1])) } });

  const run = program.submit({ x: Float32Array.of(5) });
  const [first, second] = await Promise.all([run.read(), run.read()]);
  await program.run({ x: Float32Array.of(6) });

  expect(first).toEqual({ y: Float32Array.of(5) });
  expect(second).toBe(first);
  expect(await run.read()).toBe(first);
  program.destroy();
});

test("keeps the results of 16 unread runs and drops older ones", async () => {
  const program = await compile(device, { outputs: { y: round(input("x", [1])) } });
  const live = device.liveBuffers;

  const runs = Array.from({ length: 17 }, (_, i) => program.submit({ x: Float32Array.of(i) }));

  const failure = await runs[0]?.read().catch((error) => error);
  expect(isEngineError(failure, "freed")).toBe(true);
  expect(failure.message).toBe(
    "run: results must be read before 16 more runs are submitted, but these were not and are " +
      "dropped. Read them sooner.",
  );
  expect(await runs[1]?.read()).toEqual({ y: Float32Array.of(1) });
  expect(await runs[16]?.read()).toEqual({ y: Float32Array.of(16) });
  expect(device.liveBuffers).toBe(live + 16);
  program.destroy();
  expect(device.liveBuffers).toBe(live - 3);
});

test("rejects results that wait when the program is destroyed", async () => {
  const program = await compile(device, { outputs: { y: round(input("x", [1])) } });
  const feeds = { x: Float32Array.of(1) };
  const [begun, later] = [program.submit(feeds), program.submit(feeds)];

  const pending = begun.read().catch((error) => error);
  program.destroy();

  for (const failure of [await pending, await later.read().catch((error) => error)]) {
    expect(isEngineError(failure, "freed")).toBe(true);
    expect(failure.message).toBe(
      "run: results must be read before the program is destroyed, but it was destroyed. " +
        "Wait for them first.",
    );
  }
});

test("leaves no buffer behind when compiling fails", async () => {
  const live = device.liveBuffers;
  const gone = createVariable(device, "gone", [1], new Float32Array(1));
  destroyVariable(gone);
  const outputs = { y: multiply(readVariable(gone), input("x", [1])) };
  const badBinding: Kernel = { ...addKernel(), params: [{ name: "absent", type: "u32" }] };
  const bad = applyOp1(addOp(badBinding), [input("x", [1]), input("z", [1])], null);

  await expect(compile(device, { outputs })).rejects.toThrow("must not be destroyed");
  await expect(compile(device, { outputs: { bad } })).rejects.toThrow();

  expect(device.liveBuffers).toBe(live);
});
