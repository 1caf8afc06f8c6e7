// Updates run as early as their readers allow, and never before one that needs the old value.
import { expect, test } from "vitest";
import type { Tensor } from "../graph/op.ts";
import { input, named, readVariable } from "../graph/tensor.ts";
import { add, addTo, multiply, round } from "../graph/test-ops.ts";
import { baselineAdapter } from "../runtime/adapter-facts.ts";
import { placeholderVariable } from "../runtime/variable.ts";
import { plan } from "./plan.ts";

const x = input("x", [1024]);

/** Six weights, each read by one gradient of its own and updated by it. */
function descent(read: (weight: Tensor, index: number) => Tensor, isOld = false) {
  const weights = Array.from({ length: 6 }, (_, i) => placeholderVariable(`w${i}`, [1024]));
  const old: Record<string, Tensor> = {};
  const updates = weights.map((variable, i) => {
    const weight = readVariable(variable);
    if (isOld) old[`old${i}`] = weight;
    return { variable, value: named(addTo(weight, read(weight, i)), `update ${i}`) };
  });
  return { outputs: old, updates };
}

test("updates each weight directly after its gradient, which is freed", () => {
  const { launches, peakBytes } = plan(
    descent((weight) => add(weight, x)),
    baselineAdapter,
  );

  expect(launches.map(({ kernel }) => kernel.name)).toEqual(
    Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? "add" : "add to")),
  );
  expect(peakBytes).toBe(4096);
});

test("updates a weight after every reader of its old value", () => {
  const shared = placeholderVariable("shared", [1024]);
  const weight = readVariable(shared);
  const first = addTo(weight, add(weight, x));
  const y = add(round(multiply(weight, weight)), add(weight, x));

  const { launches } = plan(
    { outputs: { y }, updates: [{ variable: shared, value: first }] },
    baselineAdapter,
  );

  const names = launches.map(({ kernel }) => kernel.name);
  expect(names.filter((name) => name === "copy")).toEqual([]);
  expect(names.indexOf("add to")).toBeGreaterThan(
    names.findIndex((name) => name.startsWith("elementwise")),
  );
  const readers = launches.flatMap(({ storages, kernel }, index) =>
    kernel.name !== "add to" && storages.some(({ kind }) => kind === "variable") ? [index] : [],
  );
  expect(Math.max(...readers)).toBeLessThan(names.indexOf("add to"));
});

test("leaves updates for the end when an output is the old value", () => {
  const { launches } = plan(
    descent((weight) => add(weight, x), true),
    baselineAdapter,
  );

  const names = launches.map(({ kernel }) => kernel.name);
  expect(names.slice(-6)).toEqual(new Array(6).fill("add to"));
  expect(names.filter((name) => name === "copy")).toHaveLength(6);
});
