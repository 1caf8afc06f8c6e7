// Variants: the built-in choice, another one, a wrong one, and kernels made for one subgroup size.
import { describe, expect, test } from "vitest";
import type { Kernel } from "../graph/kernel.ts";
import type { Op } from "../graph/op.ts";
import { applyOp1, input } from "../graph/tensor.ts";
import { addKernel, addOp } from "../graph/test-ops.ts";
import { baselineAdapter } from "../runtime/adapter-facts.ts";
import { fakeGpu } from "../runtime/fake-gpu.test-device.ts";
import { plan } from "./plan.ts";
import type { VariantQuestion } from "./variants.ts";

/** Adds in one of two ways; the wide one is for 64 elements and more. */
const addTwoWays: Op<null> = {
  name: "add two ways",
  infer: (inputs) => inputs.slice(0, 1),
  variants: ({ inputs: [x] }) =>
    (x?.shape[0] ?? 0) >= 64 ? ["wide", "narrow"] : ["narrow", "wide"],
  lower: (context) =>
    addOp({ ...addKernel(), name: `add ${context.variant}` }).lower?.(context) ?? [],
};

const sum = (size: number) => ({
  outputs: { y: applyOp1(addTwoWays, [input("a", [size]), input("b", [size])], null) },
});

describe("an op with variants", () => {
  test.each([
    [4, "narrow"],
    [64, "wide"],
  ])("gets at %i elements what its table puts first", (size, variant) => {
    const { launches } = plan(sum(size), baselineAdapter);

    expect(launches).toMatchObject([{ variant, kernel: { name: `add ${variant}` } }]);
  });

  test("gets what is chosen, from a question that holds types, attributes and names", () => {
    const asked: VariantQuestion[] = [];
    const choose = (question: VariantQuestion) => {
      asked.push(question);
      return "wide";
    };

    const { launches } = plan(sum(4), baselineAdapter, { choose });

    const type = { shape: [4], dtype: "f32" };
    const names = ["narrow", "wide"];
    expect(launches).toMatchObject([{ variant: "wide", kernel: { name: "add wide" } }]);
    expect(asked).toEqual([
      { op: addTwoWays, inputs: [type, type], outputs: [type], attrs: null, names },
    ]);
  });

  test("refuses a name that it does not offer", () => {
    expect(() => plan(sum(4), baselineAdapter, { choose: () => "tall" })).toThrow(
      'add two ways: the variant must be one of "narrow", "wide", but "tall" was chosen. ' +
        "Choose one of them, or undefined for the first.",
    );
  });
});

describe("a kernel made for subgroups of 8", () => {
  const eight: Kernel = { ...addKernel(), name: "add by 8", subgroupSize: 8 };
  const spec = { outputs: { y: applyOp1(addOp(eight), [input("a", [4]), input("b", [4])], null) } };

  test.each([
    [4, "this adapter's have 4"],
    [undefined, "this adapter has none of one fixed size"],
  ])("is refused in a plan for subgroups of %s", (subgroupSize, given) => {
    expect(() => plan(spec, { ...baselineAdapter, subgroupSize })).toThrow(
      `add by 8: subgroups must have 8 invocations, but ${given}. ` +
        "Make the kernel for the adapter's size, or choose a variant without subgroups.",
    );
  });

  test("is planned for subgroups of 8", () => {
    expect(plan(spec, { ...baselineAdapter, subgroupSize: 8 }).launches).toHaveLength(1);
  });

  test("is not compiled by a device without them", async () => {
    await expect(fakeGpu().device.compileKernel(eight)).rejects.toThrow(
      "add by 8: subgroups must have 8 invocations, but this adapter has none of one fixed size.",
    );
  });
});
