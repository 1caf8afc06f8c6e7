// Tests of loss scaling: its values over steps with and without overflow, its bounds, and its error texts.
import { openDawn } from "@pleura/dawn";
import {
  compile,
  createVariable,
  type Device,
  destroyVariable,
  input,
  openDevice,
  readVariable,
  readVariables,
} from "@pleura/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOp } from "../../contract/describe-op.ts";
import {
  type LossScaleState,
  lossScaleReference,
  unscaleNormReference,
} from "./loss-scale.reference.ts";
import { type LossScaleAttrs, unscaleNorm, unscaleNormOp, updateLossScale } from "./loss-scale.ts";

describeOp(unscaleNormOp, unscaleNormReference);

describe("loss scaling", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  /** The state after each step. */
  async function statesAfter(norms: readonly number[], scale: number, attrs: LossScaleAttrs) {
    const scaleVariable = createVariable(device, "scale", [], Float32Array.of(scale));
    const counts = createVariable(device, "counts", [2], new Uint32Array(2));
    const [nextScale, nextCounts] = updateLossScale(
      readVariable(scaleVariable),
      readVariable(counts),
      input("norm", []),
      attrs,
    );
    const program = await compile(device, {
      outputs: {},
      updates: [
        { variable: scaleVariable, value: nextScale },
        { variable: counts, value: nextCounts },
      ],
    });
    const states: LossScaleState[] = [];
    for (const norm of norms) {
      await program.run({ norm: Float32Array.of(norm) });
      const [found = [], [good, skipped] = []] = await readVariables([scaleVariable, counts]);
      states.push({ scale: found[0] ?? 0, good: good ?? 0, skipped: skipped ?? 0 });
    }
    program.destroy();
    for (const variable of [scaleVariable, counts]) destroyVariable(variable);
    return states;
  }

  const overflow = Number.POSITIVE_INFINITY;
  const bounds = { smallest: 1, largest: 2 ** 24 };

  test.each([
    { title: "grows after 3 good steps", norms: [1, 0, 2, 1, 1, 1, 1], scale: 8 },
    { title: "halves at once, and counts anew", norms: [1, 1, overflow, 1, 1, 1], scale: 8 },
    { title: "halves for NaN", norms: [Number.NaN, 1], scale: 8 },
    { title: "stays at the smallest", norms: [overflow, overflow, overflow, overflow], scale: 4 },
    { title: "stays at the largest", norms: [1, 1, 1, 1, 1, 1], scale: 2 ** 23 },
  ])("$title", async ({ norms, scale }) => {
    const attrs = { growthInterval: 3, ...bounds };
    const expected: LossScaleState[] = [];
    let state: LossScaleState = { scale, good: 0, skipped: 0 };
    for (const norm of norms) {
      state = lossScaleReference(state, norm, attrs);
      expected.push(state);
    }

    expect(await statesAfter(norms, scale, attrs)).toEqual(expected);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "gives a factor that skips the step, and shows the norm, for the norm %d",
    async (norm) => {
      const [factor, length] = unscaleNorm(input("norm", []), input("scale", []), { maxNorm: 1 });
      const program = await compile(device, { outputs: { factor, length } });

      const found = await program.run({ norm: Float32Array.of(norm), scale: Float32Array.of(4) });
      const control = await program.run({ norm: Float32Array.of(2), scale: Float32Array.of(4) });
      program.destroy();

      expect(found.factor[0]).toBeNaN();
      expect(found.length[0]).toBe(norm);
      expect([control.factor[0], control.length[0]]).toEqual([0.25, 0.5]);
    },
  );

  const [scale, counts, norm] = [input("s", []), input("c", [2], "u32"), input("n", [])];
  const attrs = { growthInterval: 2000, ...bounds };

  test("rejects scales and norms that are no numbers", () => {
    expect(() => unscaleNorm(input("n", [2]), scale, { maxNorm: 1 })).toThrow(
      'unscaleNorm: "norm" must be one f32 number, but it is f32 [2]. ' +
        "Give the scalar that goes with this step.",
    );
    expect(() => updateLossScale(counts, counts, norm, attrs)).toThrow(
      'updateLossScale: "lossScale" must be one f32 number, but it is u32 [2]. ' +
        "Give the scalar that goes with this step.",
    );
    expect(unscaleNorm(input("n", [1]), scale, { maxNorm: 1 })).toHaveLength(2);
  });

  test("rejects a limit of 0", () => {
    expect(() => unscaleNorm(norm, scale, { maxNorm: 0 })).toThrow(
      'unscaleNorm: "maxNorm" must be above 0, but it is 0. ' +
        "Give Infinity to measure without clipping.",
    );
    expect(unscaleNorm(norm, scale, { maxNorm: 1e-3 })).toHaveLength(2);
  });

  test("rejects counts of another type", () => {
    expect(() => updateLossScale(scale, input("c", [2]), norm, attrs)).toThrow(
      'updateLossScale: "counts" must be the two u32 numbers good steps and skipped steps, but it is ' +
        "f32 [2]. Give a u32 variable of shape [2].",
    );
    expect(updateLossScale(scale, counts, norm, attrs)).toHaveLength(2);
  });

  test.each([
    { growthInterval: 0, smallest: 1, largest: 2 },
    { growthInterval: 1.5, smallest: 1, largest: 2 },
    { growthInterval: 1, smallest: 0, largest: 2 },
    { growthInterval: 1, smallest: 4, largest: 2 },
  ])("rejects %o", (wrong) => {
    const { growthInterval, smallest, largest } = wrong;

    expect(() => updateLossScale(scale, counts, norm, wrong)).toThrow(
      "updateLossScale: the interval must be a whole number ≥ 1 and 0 < smallest ≤ largest, but they are " +
        `${growthInterval}, ${smallest} and ${largest}. Give 2000, 1 and 16777216.`,
    );
    const right = { growthInterval: 1, smallest: 2, largest: 2 };
    expect(updateLossScale(scale, counts, norm, right)).toHaveLength(2);
  });
});
