// The contract of reductions, and what they refuse.
import { type AdapterFacts, baselineAdapter, input, type Op, plan } from "@pleura/engine";
import { expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { broadcastTo } from "./broadcast-to.ts";
import { reduceReference } from "./reduce.reference.ts";
import { type ReduceAttrs, reduceMax, reduceMean, reduceOp, reduceSum } from "./reduce.ts";

/** The same op with the choices made for a GPU; its gradient is checked with the op itself. */
const { gradient: _, ...forwardOnly } = reduceOp;
const onHardware: Op<ReduceAttrs> = {
  ...forwardOnly,
  name: "reduce as on hardware",
  lower: (context) =>
    reduceOp.lower?.({ ...context, adapter: { ...context.adapter, isSoftware: false } }) ?? [],
};

describeOp(reduceOp, reduceReference);
describeOp(onHardware, reduceReference);

test("splits long reductions in two launches on a GPU, however many there are", () => {
  const launches = (length: number, isSoftware: boolean) => {
    const adapter: AdapterFacts = { ...baselineAdapter, isSoftware };
    const y = reduceSum(input("x", [300, length]), 1, 1);
    return plan({ outputs: { y } }, adapter).launches.length;
  };

  expect(launches(513, false)).toBe(2);
  expect(launches(512, false)).toBe(1);
  expect(launches(513, true)).toBe(1);
});

test("leaves a scalar as it is", () => {
  const x = input("x", []);

  expect([reduceSum(x), reduceMean(x), reduceMax(x)]).toEqual([x, x, x]);
  expect(() => reduceSum(x, 0, 1)).toThrow(
    "reduce: the axes must lie within [], but 1 from axis 0 were asked for. " +
      "Give axes of the tensor.",
  );
});

test("refuses whole numbers and takes f32", () => {
  const [whole, wholeScalar] = [input("n", [4], "u32"), input("n", [], "u32")];

  expect(() => reduceSum(whole)).toThrow(
    "reduce: inputs must be f32, but input 0 is u32. Convert it first.",
  );
  expect(() => reduceMean(wholeScalar)).toThrow(
    "reduce: inputs must be f32, but input 0 is u32. Convert it first.",
  );
  expect(() => broadcastTo(whole, [2, 4])).toThrow(
    "broadcastTo: inputs must be f32, but input 0 is u32. Convert it first.",
  );
  expect(broadcastTo(input("x", [4]), [2, 4]).dtype).toBe("f32");
});

test("refuses axes outside the tensor and takes the last one", () => {
  const x = input("x", [2, 3]);

  expect(() => reduceSum(x, 1, 2)).toThrow(
    "reduce: the axes must lie within [2, 3], but 2 from axis 1 were asked for. " +
      "Give axes of the tensor.",
  );
  expect(reduceSum(x, 1, 1).shape).toEqual([2, 1]);
});
