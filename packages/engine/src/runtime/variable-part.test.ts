// Parts of variables without a device: where they may lie, and that plans read them before their whole is overwritten.
import { expect, test } from "vitest";
import { plan } from "../compile/plan.ts";
import { input, readVariable } from "../graph/tensor.ts";
import { add, addTo } from "../graph/test-ops.ts";
import { baselineAdapter } from "./adapter-facts.ts";
import { placeholderVariable } from "./variable.ts";
import { offsetOf, overlaps, ownerOf, partLength, partOf } from "./variable-part.ts";

const whole = placeholderVariable("weights", [256]);

test("cuts parts at multiples of 64 numbers that fit", () => {
  const part = partOf(whole, "bias", [2, 64], 128);

  expect(partLength(65)).toBe(128);
  expect(ownerOf(part)).toBe(whole);
  expect(offsetOf(part)).toBe(512);
  expect(offsetOf(partOf(part, "half", [64], 64))).toBe(768);
});

test.each([
  [3, [4]],
  [192, [65]],
])("refuses a part that begins at %d with the shape %j", (first, shape) => {
  expect(() => partOf(whole, "bias", shape, first)).toThrow(
    'part "bias": it must begin at a multiple of 64 and fit in the 256 numbers of "weights", ' +
      `but shape [${shape}] begins at ${first}. Give every part its own slot.`,
  );
  expect(partOf(whole, "bias", [64], 192).name).toBe("bias");
});

test("knows which variables share bytes", () => {
  const [a, b] = [partOf(whole, "a", [64], 0), partOf(whole, "b", [64], 64)];

  expect(overlaps(a, b)).toBe(false);
  expect(overlaps(a, whole)).toBe(true);
  expect(overlaps(b, partOf(whole, "later", [100], 64))).toBe(true);
  expect(overlaps(a, placeholderVariable("other", [64]))).toBe(false);
});

test("a plan reads every part before the whole is overwritten", () => {
  const part = readVariable(partOf(whole, "a", [64], 64));
  const next = addTo(readVariable(whole), input("more", [256]));
  const sum = add(part, part);

  const { launches, stateBytes } = plan(
    { outputs: { sum }, updates: [{ variable: whole, value: next }] },
    baselineAdapter,
  );

  expect(launches.at(-1)?.kernel.name).toBe("add to");
  expect(stateBytes.variables).toBe(1024);
});

test("a plan refuses to write a part and its whole", () => {
  const part = partOf(whole, "a", [64], 64);
  const updates = [whole, part].map((variable) => ({
    variable,
    value: addTo(readVariable(variable), input(`to ${variable.name}`, variable.shape)),
  }));

  expect(() => plan({ outputs: {}, updates }, baselineAdapter)).toThrow(
    'add to: a program may write a variable once, but "a" is written twice. ' +
      "Write it once, or in two programs.",
  );
  expect(plan({ outputs: {}, updates: updates.slice(1) }, baselineAdapter).launches).toHaveLength(
    1,
  );
});
