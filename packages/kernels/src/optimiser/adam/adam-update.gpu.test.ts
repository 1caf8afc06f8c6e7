// Tests of Adam on variables: values over steps, bits, skipped steps, error texts.
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
import { type AdamState, adamReference } from "./adam-update.reference.ts";
import { type AdamAttrs, adamHyper, adamUpdate } from "./adam-update.ts";

const plain: AdamAttrs = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0 };
const learningRate = 0.01;

describe("adamUpdate", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  /** Variables after a step per scale, each with a gradient of its own. */
  async function steps(count: number, attrs: AdamAttrs, scales: readonly number[]) {
    const shape = [count];
    const variables = ["w", "m", "v"].map((name) =>
      createVariable(
        device,
        name,
        shape,
        name === "w" ? randomNumbers(count, 7) : new Float32Array(count),
      ),
    );
    const [w, m, v] = variables.map(readVariable);
    if (!w || !m || !v) throw new Error("adam test: three variables");
    const next = adamUpdate(
      w,
      input("g", shape),
      m,
      v,
      input("hyper", [3]),
      input("scale", []),
      attrs,
    );
    const updates = variables.flatMap((variable, i) => {
      const value = next[i];
      return value ? [{ variable, value }] : [];
    });
    const program = await compile(device, { outputs: {}, updates });
    for (const [index, scale] of scales.entries()) {
      await program.run({
        g: randomNumbers(count, 20 + index),
        hyper: adamHyper(learningRate, index + 1, attrs),
        scale: Float32Array.of(scale),
      });
    }
    const values = await readVariables(variables);
    program.destroy();
    for (const variable of variables) destroyVariable(variable);
    return values;
  }

  test.each([
    { title: "one weight", count: 1, attrs: plain },
    { title: "an odd number of weights", count: 131, attrs: plain },
    {
      title: "vectors of four with decoupled decay",
      count: 260,
      attrs: { ...plain, weightDecay: 0.3 },
    },
    { title: "a large ε, where its place decides", count: 12, attrs: { ...plain, epsilon: 0.5 } },
  ])("equals the f64 reference after 4 steps on $title", async ({ count, attrs }) => {
    const scales = [1, 0.5, 1, 0.25];
    let expected: AdamState = {
      w: Float64Array.from(randomNumbers(count, 7)),
      m: new Float64Array(count),
      v: new Float64Array(count),
    };
    scales.forEach((scale, index) => {
      const g = Float64Array.from(randomNumbers(count, 20 + index), (value) => value * scale);
      expected = adamReference(expected, g, learningRate, index + 1, attrs);
    });

    const [w = [], m = [], v = []] = await steps(count, attrs, scales);

    expect(relativeError(w, expected.w)).toBeLessThan(1e-6);
    expect(relativeError(m, expected.m)).toBeLessThan(1e-6);
    expect(relativeError(v, expected.v)).toBeLessThan(1e-6);
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

  test("rejects a moment of another shape", () => {
    const w = input("w", [3]);
    const [hyper, scale] = [input("hyper", [3]), input("scale", [])];

    expect(() => adamUpdate(w, w, input("m", [4]), w, hyper, scale, plain)).toThrow(
      'adamUpdate: "m" must have the parameter\'s shape [3], but it has [4]. ' +
        "Give the tensor of this parameter.",
    );
    expect(adamUpdate(w, w, w, w, hyper, scale, plain)).toHaveLength(3);
  });

  test("rejects hyper of another length and a scale of many numbers", () => {
    const w = input("w", [3]);

    expect(() => adamUpdate(w, w, w, w, input("h", [4]), input("s", []), plain)).toThrow(
      'adamUpdate: "hyper" must be the 3 numbers learning rate, 1 − β1^t and 1 − β2^t, ' +
        "but its shape is [4]. Give it the shape [3].",
    );
    expect(() => adamUpdate(w, w, w, w, input("h", [3]), input("s", [2]), plain)).toThrow(
      'adamUpdate: "scale" must be one number, but its shape is [2]. ' +
        "Give the scale of gradientNormScale.",
    );
  });
});
