// Plans: fusion, limits and budgets, all without a device.
import { expect, test } from "vitest";
import { gradients } from "../graph/gradients.ts";
import { input } from "../graph/tensor.ts";
import { multiply, round } from "../graph/test-ops.ts";
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
  const y = round(input("x", [64]));

  expect(() => plan({ outputs: { y } }, baselineAdapter, { memoryBudgetBytes: 255 })).toThrow(
    "memory plan: temporaries must fit in the budget of 255 bytes, but they need 256. " +
      "Use a smaller batch or image size, or raise the budget.",
  );
  expect(plan({ outputs: { y } }, baselineAdapter, { memoryBudgetBytes: 256 }).peakBytes).toBe(256);
});

test("refuses one input name for two shapes", () => {
  const outputs = { a: round(input("x", [2])), b: round(input("x", [3])) };

  expect(() => plan({ outputs }, baselineAdapter)).toThrow(
    'input "x": one name must mean one tensor, but it is used as [2] and [3]. Rename one of them.',
  );
});

test("labels gradient nodes by the node they differentiate", () => {
  const x = input("x", [1]);
  const [dx] = gradients(multiply(multiply(x, x), x), [x]);

  const { launches } = plan({ outputs: { dx: dx ?? x } }, baselineAdapter);

  expect(launches.map(({ label }) => label)).toContain("gradient of multiply");
});
