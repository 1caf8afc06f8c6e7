// Contract test of the gradient norm, non-finite gradients, and its error texts.
import { openDawn } from "@pleura/dawn";
import { compile, type Device, input, openDevice } from "@pleura/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOp } from "../../contract/describe-op.ts";
import { gradientNormScaleReference } from "./gradient-norm-scale.reference.ts";
import { gradientNormScale, gradientNormScaleOp } from "./gradient-norm-scale.ts";

describeOp(gradientNormScaleOp, gradientNormScaleReference);

describe("gradientNormScale", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  async function scaleOf(g: readonly number[], maxNorm: number) {
    const [scale] = gradientNormScale([input("g", [g.length])], { maxNorm });
    const program = await compile(device, { outputs: { scale } });
    const results = await program.run({ g: Float32Array.from(g) });
    program.destroy();
    return results.scale[0];
  }

  test.each([1, Number.POSITIVE_INFINITY])(
    "is NaN with a non-finite gradient and a number without, for the limit %d",
    async (maxNorm) => {
      expect(await scaleOf([1, Number.NaN, 0], maxNorm)).toBeNaN();
      expect(await scaleOf([1, Number.NEGATIVE_INFINITY, 0, 0], maxNorm)).toBeNaN();
      expect(await scaleOf([0.5, 0.5, 0], maxNorm)).toBe(1);
    },
  );

  test("rejects no gradients and a limit of 0", () => {
    expect(() => gradientNormScale([], { maxNorm: 1 })).toThrow(
      "gradientNormScale: there must be a gradient, but none was given. Give at least one.",
    );
    expect(() => gradientNormScale([input("g", [1])], { maxNorm: 0 })).toThrow(
      'gradientNormScale: "maxNorm" must be above 0, but it is 0. ' +
        "Give Infinity to measure without clipping.",
    );
    expect(gradientNormScale([input("g", [1])], { maxNorm: 1e-3 })).toHaveLength(2);
  });
});
