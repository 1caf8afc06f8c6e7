// Plans: fusion, limits and budgets, all without a device.
import { expect, test } from "vitest";
import { gradients } from "../graph/gradients.ts";
import { constant, input, readVariable } from "../graph/tensor.ts";
import { add, multiply, round, view } from "../graph/test-ops.ts";
import { baselineAdapter } from "../runtime/adapter-facts.ts";
import { placeholderVariable } from "../runtime/variable.ts";
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
  const variable = placeholderVariable("v", [64]);
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

test("labels gradient nodes by the node they differentiate", () => {
  const x = input("x", [1]);
  const [dx] = gradients(multiply(multiply(x, x), x), [x]);

  const { launches } = plan({ outputs: { dx: dx ?? x } }, baselineAdapter);

  expect(launches.map(({ label }) => label)).toContain("gradient of multiply");
});

const x = input("x", [4]);

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
