// Updates and inputs of a program: at once, once each, of the right type.
import { expect, test } from "vitest";
import { input, readVariable } from "../graph/tensor.ts";
import { add, addTo, multiply, round, view } from "../graph/test-ops.ts";
import { baselineAdapter } from "../runtime/adapter-facts.ts";
import { placeholderVariable } from "../runtime/variable.ts";
import { plan } from "./plan.ts";

/** The labels of a plan's launches, in order. */
const labelsOf = (spec: Parameters<typeof plan>[0]) =>
  plan(spec, baselineAdapter).launches.map(({ label }) => label);

const x = input("x", [4]);
const v = placeholderVariable("v", [4]);

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
