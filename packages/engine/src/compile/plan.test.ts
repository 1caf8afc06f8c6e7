// Plans: fusion, limits and budgets, all without a device.
import { expect, test } from "vitest";
import { gradients } from "../graph/gradients.ts";
import type { Kernel } from "../graph/kernel.ts";
import type { Op } from "../graph/op.ts";
import { applyOp1, constant, input, readVariable } from "../graph/tensor.ts";
import {
  add,
  addKernel,
  addOp,
  addTo,
  multiply,
  round,
  stubVariable,
  view,
} from "../graph/test-ops.ts";
import { baselineAdapter } from "../runtime/adapter-facts.ts";
import { plan } from "./plan.ts";

test("joins a chain of elementwise ops into one launch", () => {
  const x = input("x", [8]);
  const y = round(multiply(multiply(x, x), x));

  const { launches, peakBytes } = plan({ outputs: { y } }, baselineAdapter);

  expect(launches.map(({ kernel }) => kernel.name)).toEqual(["elementwise multiply round"]);
  expect(peakBytes).toBe(256);
});

test("stores a value that two ops read", () => {
  const x = input("x", [8]);
  const shared = multiply(x, x);

  const { launches } = plan(
    { outputs: { a: round(shared), b: multiply(shared, x) } },
    baselineAdapter,
  );

  expect(launches).toHaveLength(3);
});

test("keeps every node apart when everything is kept", () => {
  const x = input("x", [8]);
  const y = round(multiply(multiply(x, x), x));

  const made = plan({ outputs: { y } }, baselineAdapter, { keepsEverything: true });

  expect(made.launches).toHaveLength(3);
  expect(made.intermediates.map(({ label }) => label)).toEqual(["multiply", "multiply", "round"]);
});

test("refuses a tensor over the adapter's binding and takes one of its size", () => {
  const atLimit = input("x", [128, 1024, 256]);
  const over = input("x", [128, 1024, 257]);

  expect(() => plan({ outputs: { y: round(over) } }, baselineAdapter)).toThrow(
    'input "x": a tensor must fit in 134217728 bytes on this adapter, but [128, 1024, 257] needs ' +
      "134742016 bytes. Use a smaller batch, image size or width.",
  );
  expect(plan({ outputs: { y: round(atLimit) } }, baselineAdapter).launches).toHaveLength(1);
});

test("refuses a plan over the budget and takes it at the budget", () => {
  const variable = stubVariable("v", [64]);
  const three = constant(Float32Array.of(3), [1]);
  const y = multiply(multiply(input("x", [64]), readVariable(variable)), three);

  expect(() => plan({ outputs: { y } }, baselineAdapter, { memoryBudgetBytes: 1027 })).toThrow(
    "memory plan: a program must fit in the budget of 1027 bytes, but it needs 1028 (temporaries 256, " +
      "variables 256, inputs 256, constants 4, results 256). Use a smaller batch or image size, or " +
      "raise the budget.",
  );
  const made = plan({ outputs: { y } }, baselineAdapter, { memoryBudgetBytes: 1028 });
  expect(made.peakBytes).toBe(256);
  expect(made.stateBytes).toEqual({ variables: 256, inputs: 256, constants: 4, results: 256 });
});

test("refuses one input name for two shapes", () => {
  const outputs = { a: round(input("x", [2])), b: round(input("x", [3])) };

  expect(() => plan({ outputs }, baselineAdapter)).toThrow(
    'input "x": one name must mean one tensor, but it is used as f32 [2] and f32 [3]. Rename one of them.',
  );
});

test("refuses one input name for two types in one fused kernel", () => {
  const y = multiply(input("x", [2]), input("x", [1]));
  const z = round(input("x", [2]));
  const w = round(input("x", [2], "u32"));

  expect(() => plan({ outputs: { y } }, baselineAdapter)).toThrow(
    'input "x": one name must mean one tensor, but it is used as f32 [2] and f32 [1]. Rename one of them.',
  );
  expect(() => plan({ outputs: { z, w } }, baselineAdapter)).toThrow(
    'input "x": one name must mean one tensor, but it is used as f32 [2] and u32 [2]. Rename one of them.',
  );
  expect(plan({ outputs: { z } }, baselineAdapter).launches).toHaveLength(1);
});

test("labels gradient nodes by the node they differentiate", () => {
  const x = input("x", [1]);
  const [dx] = gradients(multiply(multiply(x, x), x), [x]);

  const { launches } = plan({ outputs: { dx: dx ?? x } }, baselineAdapter);

  expect(launches.map(({ label }) => label)).toContain("gradient of multiply");
});

/** The labels of a plan's launches, in order. */
const labelsOf = (spec: Parameters<typeof plan>[0]) =>
  plan(spec, baselineAdapter).launches.map(({ label }) => label);

const x = input("x", [4]);
const v = stubVariable("v", [4]);

test("copies an old value only when the variable is overwritten and asked for", () => {
  const increment = { variable: v, value: add(readVariable(v), x) };

  expect(labelsOf({ outputs: { v: readVariable(v) } })).toEqual([]);
  expect(labelsOf({ outputs: {}, updates: [increment] })).toEqual(["add", "update v"]);
  expect(labelsOf({ outputs: { v: view(readVariable(v), [2, 2]) }, updates: [increment] })).toEqual(
    ["add", "old value of v", "update v"],
  );
});

test("plans nothing for a variable that becomes itself", () => {
  const made = plan(
    { outputs: {}, updates: [{ variable: v, value: readVariable(v) }] },
    baselineAdapter,
  );

  expect(made.launches).toEqual([]);
  expect(made.written.size).toBe(0);
});

test("reads a copy where an op overwrites a variable that it also reads", () => {
  const old = readVariable(v);

  const labels = labelsOf({ outputs: {}, updates: [{ variable: v, value: addTo(old, old) }] });

  expect(labels).toEqual(["old value of v", "add to"]);
});

test("refuses to write a variable twice", () => {
  const value = round(x);
  const twice = /"v" is written twice/;

  expect(() =>
    plan(
      {
        outputs: {},
        updates: [
          { variable: v, value },
          { variable: v, value: round(value) },
        ],
      },
      baselineAdapter,
    ),
  ).toThrow(
    'update of "v": a program may write a variable once, but "v" is written twice. ' +
      "Write it once, or in two programs.",
  );
  const both = [addTo(readVariable(v), x), addTo(readVariable(v), x)] as const;
  expect(() => plan({ outputs: { a: both[0], b: both[1] } }, baselineAdapter)).toThrow(twice);
  expect(labelsOf({ outputs: {}, updates: [{ variable: v, value }] })).toHaveLength(2);
});

test.each([
  ["a computed value", round(x)],
  ["of kind input", x],
])("refuses an op that overwrites what is no variable: %s", (what, target) => {
  expect(() => plan({ outputs: { y: addTo(target, x) } }, baselineAdapter)).toThrow(
    `add to: an op may overwrite variables only, but its input 0 is ${what}. Give it a variable.`,
  );
});

test("refuses to read what an overwriting op makes in the same program", () => {
  const y = round(addTo(readVariable(v), x));

  expect(() => plan({ outputs: { y } }, baselineAdapter)).toThrow(
    "round: a value made by an op that overwrites a variable may not be read in the same program, " +
      "but this op reads one. Read the variable in the next run.",
  );
});

test("refuses an update of another shape or type and takes one of the variable's", () => {
  const update = (value: typeof x) =>
    plan({ outputs: {}, updates: [{ variable: v, value }] }, baselineAdapter);

  expect(() => update(round(input("x", [5])))).toThrow(
    'update of "v": the value must have the shape [4], but it has [5]. Give a value of the variable\'s shape.',
  );
  expect(() => update(input("x", [4], "u32"))).toThrow(
    'update of "v": the value must be f32, but it is u32. Give a value of the variable\'s type.',
  );
  expect(update(x).launches).toHaveLength(1);
});

test("refuses an elementwise op on inputs of another type", () => {
  const y = multiply(x, input("n", [4], "u32"));

  expect(() => plan({ outputs: { y } }, baselineAdapter)).toThrow(
    "multiply: inputs must have the output's type f32, but input 1 is u32. Convert it first.",
  );
});

const wideOp: Op<null> = {
  name: "wide",
  infer: (inputs) => inputs.slice(0, 1),
  elementwise: { expression: () => "a", flops: 0 },
};

test("refuses an elementwise op with seven inputs and takes one with six", () => {
  const wide = (count: number) => ({
    y: applyOp1(wideOp, new Array<typeof x>(count).fill(x), null),
  });

  expect(() => plan({ outputs: wide(7) }, baselineAdapter)).toThrow(
    "wide: an elementwise op may have 6 inputs, but it has 7. Split it.",
  );
  expect(plan({ outputs: wide(6) }, baselineAdapter).launches).toHaveLength(1);
});

test("refuses operands that walk along five axes and takes four", () => {
  const stripes = (shape: number[]) =>
    plan(
      {
        outputs: {
          y: multiply(
            input(
              "a",
              shape.map(() => 2),
            ),
            input("b", shape),
          ),
        },
      },
      baselineAdapter,
    );

  expect(() => stripes([2, 1, 2, 1, 2])).toThrow(
    "elementwise: operands must walk along at most 4 axes, but these need 5. Reshape them first.",
  );
  expect(stripes([2, 1, 2, 1]).launches).toHaveLength(1);
});

const withKernel = (change: Partial<Kernel>) => {
  const y = applyOp1(addOp({ ...addKernel(), ...change }), [x, x], null);
  return () => plan({ outputs: { y } }, baselineAdapter);
};

test("refuses a kernel over the adapter's limits", () => {
  const bindings = "abcdefghi".split("").map((name) => ({ name, element: "f32" }));
  const buffers = new Array<typeof x>(9).fill(x);
  const nine: Op<null> = {
    name: "nine",
    infer: (inputs) => inputs.slice(0, 1),
    lower: ({ inputs }) => [
      {
        kernel: { ...addKernel(), name: "nine", bindings },
        buffers: inputs,
        params: {},
        grid: [1, 1, 1],
      },
    ],
  };

  expect(() => plan({ outputs: { y: applyOp1(nine, buffers, null) } }, baselineAdapter)).toThrow(
    "nine: a kernel may bind 8 buffers on this adapter, but it binds 9. Split the op.",
  );
  expect(withKernel({ workgroup: [257, 1, 1] })).toThrow(
    "add: a workgroup may have 256 invocations on this adapter, but it has 257. Use a smaller workgroup.",
  );
  expect(withKernel({ workgroup: [256, 1, 1] })().launches).toHaveLength(2);
});

test("refuses a launch whose buffers and bindings disagree", () => {
  expect(withKernel({ bindings: [] })).toThrow(
    "add: a launch must give one buffer per binding, but it gives 3 for 0. Report this.",
  );
});

/** An op of one launch that binds what `bind` says. */
const binding = (bind: NonNullable<Op<null>["lower"]>): Op<null> => ({
  name: "odd",
  infer: (inputs) => inputs.slice(0, 1),
  lower: bind,
});

test("refuses a grid over the adapter's limit", () => {
  const op = binding(({ inputs: [a], outputs: [y] }) => [
    { kernel: addKernel(), buffers: a && y ? [a, a, y] : [], params: {}, grid: [1, 65536, 1] },
  ]);

  expect(() => plan({ outputs: { y: applyOp1(op, [x], null) } }, baselineAdapter)).toThrow(
    "odd: a grid may have 65535 workgroups along an axis, but [1, 65536, 1] are needed. " +
      "Use a smaller batch or image size.",
  );
});

test("refuses a launch that binds what is not its node's", () => {
  const op = binding(() => [
    { kernel: addKernel(), buffers: [{ type: x }], params: {}, grid: [1, 1, 1] },
  ]);

  expect(() => plan({ outputs: { y: applyOp1(op, [x], null) } }, baselineAdapter)).toThrow(
    "odd: a launch may bind inputs, outputs and scratch of its node, but it binds something else. Report this.",
  );
});

test("refuses a launch that writes one buffer through two bindings", () => {
  const op = binding(({ inputs: [a], outputs: [y] }) => [
    { kernel: addKernel(), buffers: a && y ? [a, y, y] : [], params: {}, grid: [1, 1, 1] },
  ]);

  expect(() => plan({ outputs: { y: applyOp1(op, [x], null) } }, baselineAdapter)).toThrow(
    'odd: a launch may write a buffer through one binding, but "add" writes one through two. Report this.',
  );
});

test("refuses an op that overwrites an input it does not have", () => {
  const op: Op<null> = { ...binding(() => []), overwrites: [[0, 3]] };

  expect(() =>
    plan({ outputs: { y: applyOp1(op, [readVariable(v)], null) } }, baselineAdapter),
  ).toThrow("odd: an op must name inputs that it has, but it names number 3 of 1. Report this.");
});

test("computes a long chain in kernels of at most 32 nodes, without overflowing the stack", () => {
  let y = x;
  for (let i = 0; i < 20_000; i++) y = round(y);
  let seen = x;
  for (let i = 0; i < 20_000; i++) seen = view(seen, i % 2 === 0 ? [2, 2] : [4]);

  const { launches } = plan({ outputs: { y, z: round(seen) } }, baselineAdapter);

  expect(launches).toHaveLength(20_000 / 32 + 1);
});

test("shares no bytes between temporaries when it guards them", () => {
  const y = add(add(add(x, x), x), x);
  const ends = (guardBytes: number) =>
    plan({ outputs: { y } }, baselineAdapter, { guardBytes }).temporaries.map(
      ({ offset }) => offset,
    );

  expect(new Set(ends(256)).size).toBe(ends(256).length);
  expect(new Set(ends(0)).size).toBeLessThan(ends(0).length);
});
