// Tests of gradient descent on variables: values over steps, bits, skipped steps, error texts.
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
import { randomNumbers, relativeError } from "@pleura/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SgdState, sgdReference } from "./sgd-update.reference.ts";
import { type SgdAttrs, sgdUpdate } from "./sgd-update.ts";

const plain: SgdAttrs = { momentum: 0.9, weightDecay: 0, isNesterov: false };
const learningRate = 0.05;

describe("sgdUpdate", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  /** Variables after a step per scale, each with a gradient of its own. */
  async function steps(count: number, attrs: SgdAttrs, scales: readonly number[]) {
    const shape = [count];
    const weights = createVariable(device, "w", shape, randomNumbers(count, 7));
    const velocity = createVariable(device, "b", shape, new Float32Array(count));
    const [nextWeights, nextVelocity] = sgdUpdate(
      readVariable(weights),
      input("g", shape),
      readVariable(velocity),
      input("hyper", [1]),
      input("scale", []),
      attrs,
    );
    const updates = [
      { variable: weights, value: nextWeights },
      { variable: velocity, value: nextVelocity },
    ];
    const program = await compile(device, { outputs: {}, updates });
    for (const [index, scale] of scales.entries()) {
      await program.run({
        g: randomNumbers(count, 20 + index),
        hyper: Float32Array.of(learningRate),
        scale: Float32Array.of(scale),
      });
    }
    const values = await readVariables([weights, velocity]);
    program.destroy();
    for (const variable of [weights, velocity]) destroyVariable(variable);
    return values;
  }

  test.each([
    { title: "one weight", count: 1, attrs: plain },
    {
      title: "an odd number of weights with decay",
      count: 131,
      attrs: { ...plain, weightDecay: 0.1 },
    },
    { title: "vectors of four, looking ahead", count: 260, attrs: { ...plain, isNesterov: true } },
    { title: "no momentum", count: 12, attrs: { ...plain, momentum: 0 } },
  ])("equals the f64 reference after 4 steps on $title", async ({ count, attrs }) => {
    const scales = [1, 0.5, 1, 0.25];
    let expected: SgdState = {
      w: Float64Array.from(randomNumbers(count, 7)),
      b: new Float64Array(count),
    };
    scales.forEach((scale, index) => {
      const g = Float64Array.from(randomNumbers(count, 20 + index), (value) => value * scale);
      expected = sgdReference(expected, g, learningRate, attrs);
    });

    const [w = [], b = []] = await steps(count, attrs, scales);

    expect(relativeError(w, expected.w)).toBeLessThan(1e-6);
    expect(relativeError(b, expected.b)).toBeLessThan(1e-6);
  });

  test("gives the same bits when repeated", async () => {
    const first = await steps(131, plain, [1, 1, 1]);

    expect(await steps(131, plain, [1, 1, 1])).toEqual(first);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "changes nothing when the scale is %d",
    async (scale) => {
      const start = await steps(8, plain, []);

      expect(await steps(8, plain, [scale])).toEqual(start);
      expect(await steps(8, plain, [1])).not.toEqual(start);
    },
  );

  test("rejects a velocity of another shape and a learning rate of many numbers", () => {
    const w = input("w", [3]);
    const one = input("one", [1]);

    expect(() => sgdUpdate(w, w, input("b", [4]), one, one, plain)).toThrow(
      'sgdUpdate: "velocity" must have the parameter\'s shape [3], but it has [4]. ' +
        "Give the tensor of this parameter.",
    );
    expect(() => sgdUpdate(w, w, w, input("hyper", [3]), one, plain)).toThrow(
      'sgdUpdate: "hyper" must be one number, but its shape is [3]. Give it the shape [1].',
    );
    expect(sgdUpdate(w, w, w, one, one, plain)).toHaveLength(2);
  });
});
