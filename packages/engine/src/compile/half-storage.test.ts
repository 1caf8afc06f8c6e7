// Tests of mixed precision as a decision of the plan: what is stored in f16, and what must not be.
import { describe, expect, test } from "vitest";
import type { Op, Tensor } from "../graph/op.ts";
import { applyOp, applyOp1, input, readVariable } from "../graph/tensor.ts";
import { add, addKernel, addOp, multiply, view } from "../graph/test-ops.ts";
import { baselineAdapter } from "../runtime/adapter-facts.ts";
import { placeholderVariable } from "../runtime/variable.ts";
import { type PlanOptions, plan } from "./plan.ts";

const adapter = { ...baselineAdapter, hasF16: true };
const shape = [6];
const x = input("x", shape);

/** a + b like `add`, with what it allows. */
const halfAdd = (
  a: Tensor,
  b: Tensor,
  half: Op<null>["half"] = { inputs: "all", outputs: "all" },
) => applyOp1({ ...addOp(), half }, [a, b], null);

const planOf = (y: Tensor, options: PlanOptions = { precision: "mixed" }) =>
  plan({ outputs: { y } }, adapter, options);

/** Labels of what lies in f16. */
const halves = (y: Tensor) =>
  planOf(y)
    .temporaries.filter(({ isHalf }) => isHalf)
    .map(({ label }) => label);

describe("mixed precision", () => {
  test("stores in f16 what is made and read by ops that allow it, in whole words", () => {
    const middle = halfAdd(input("a", [5]), input("b", [5]));
    const made = planOf(halfAdd(middle, middle));

    expect(made.temporaries.map(({ isHalf, sizeBytes }) => [isHalf, sizeBytes])).toEqual([
      [true, 12],
      [false, 20],
      [true, 12],
    ]);
    expect(made.launches.map(({ kernel }) => kernel.name)).toEqual(["add f16", "copy", "add f16"]);
    expect(made.launches[1]?.params).toEqual({ count: 3 });
  });

  test("keeps f32 when f32 is asked for, or nothing is", () => {
    const y = halfAdd(halfAdd(x, x), x);

    expect(planOf(y, { precision: "f32" })).toEqual(planOf(y, {}));
    expect(planOf(y, {}).temporaries.some(({ isHalf }) => isHalf)).toBe(false);
  });

  test("keeps f32 where one reader or the producer does not allow less", () => {
    const allowed = halfAdd(x, input("z", shape));

    expect(halves(halfAdd(allowed, x))).toHaveLength(1);
    expect(halves(add(halfAdd(allowed, x), allowed))).toHaveLength(0);
    expect(halves(halfAdd(add(x, x), x))).toHaveLength(0);
    expect(halves(halfAdd(allowed, x, { inputs: [1], outputs: "all" }))).toHaveLength(0);
    expect(halves(halfAdd(allowed, x, { inputs: [0], outputs: [] }))).toHaveLength(1);
  });

  test("keeps outputs f32 even when another op reads them", () => {
    const allowed = halfAdd(x, x);
    const spec = { outputs: { allowed, y: halfAdd(allowed, x) } };

    expect(plan(spec, adapter, { precision: "mixed" }).temporaries.some((t) => t.isHalf)).toBe(
      false,
    );
  });

  test("lets elementwise ops and views have what their readers allow", () => {
    const allowed = halfAdd(x, x);
    const between = multiply(view(allowed, [2, 3]), input("m", [2, 3]));

    expect(halves(halfAdd(between, between))).toHaveLength(3);
    expect(halves(add(between, between))).toHaveLength(0);
  });

  test("casts a variable once for all ops that allow it", () => {
    const w = placeholderVariable("w", shape);
    const made = planOf(
      add(halfAdd(x, readVariable(w)), halfAdd(input("z", shape), readVariable(w))),
    );

    expect(made.launches.map(({ label }) => label)).toEqual(["f16 of w", "add", "add", "add"]);
    expect(made.launches[0]?.cost).toEqual({ flops: 0, bytes: 24 + 12 });
    const [, first, second] = made.launches;
    expect(first?.storages[1]).toBe(second?.storages[1]);
  });

  test("leaves numbers that are no floats alone", () => {
    const counts = input("n", shape, "u32");
    const op: Op<null> = { ...addOp(), half: { inputs: "all", outputs: "all" } };
    const [middle] = applyOp(op, [counts, counts], null);
    if (!middle) throw new Error("half test: one output");

    expect(halves(halfAdd(middle, counts))).toHaveLength(0);
  });

  test("counts the bytes that are moved", () => {
    const y = halfAdd(halfAdd(x, input("z", shape)), input("z", shape));
    const bytesOf = (precision: "f32" | "mixed") =>
      planOf(y, { precision }).launches.map(({ cost }) => cost.bytes);

    expect(bytesOf("f32")).toEqual([72, 72]);
    expect(bytesOf("mixed")).toEqual([60, 60]);
  });

  test("is refused on an adapter without shader-f16", () => {
    expect(() => plan({ outputs: { y: x } }, baselineAdapter, { precision: "mixed" })).toThrow(
      'precision: "mixed" needs an adapter with the feature shader-f16, but "WebGPU baseline" has none. ' +
        'Use the precision "f32", or another adapter.',
    );
    expect(plan({ outputs: { y: x } }, baselineAdapter, { precision: "f32" }).launches).toEqual([]);
  });

  test("refuses a kernel that cannot be stored in half precision", () => {
    const bindings = ["x", "z", "y"].map((name) => ({ name, element: "u32" }));
    const op = addOp({ ...addKernel(), bindings });
    const y = applyOp1(
      { ...op, half: { inputs: "all", outputs: "all" } },
      [halfAdd(x, x), x],
      null,
    );

    expect(() => planOf(y)).toThrow(
      "add: a binding stored in half precision must be f32, vec2f or vec4f, but " +
        '"x" is u32. Leave it out of the op\'s `half`.',
    );
  });
});
