// Launches: what the planner and an adapter's limits refuse.
import { expect, test } from "vitest";
import type { Kernel } from "../graph/kernel.ts";
import type { Op } from "../graph/op.ts";
import { applyOp1, input, readVariable } from "../graph/tensor.ts";
import { addKernel, addOp, multiply } from "../graph/test-ops.ts";
import { baselineAdapter } from "../runtime/adapter-facts.ts";
import { placeholderVariable } from "../runtime/variable.ts";
import { plan } from "./plan.ts";

const x = input("x", [4]);
const v = placeholderVariable("v", [4]);

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
