// The moving average of weights: values over steps, the first step, bits, error texts.
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
import { averageReference } from "./average-weights.reference.ts";
import { averageWeights } from "./average-weights.ts";

describe("averageWeights", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  async function averageOf(weights: readonly Float32Array[], rates: readonly number[]) {
    const shape = [weights[0]?.length ?? 1];
    const variable = createVariable(device, "average", shape, new Float32Array(shape[0] ?? 1));
    const value = averageWeights(readVariable(variable), input("w", shape), input("rate", [1]));
    const program = await compile(device, { outputs: {}, updates: [{ variable, value }] });
    for (const [index, w] of weights.entries()) {
      await program.run({ w, rate: Float32Array.of(rates[index] ?? Number.NaN) });
    }
    const [average] = await readVariables([variable]);
    program.destroy();
    destroyVariable(variable);
    return average ?? [];
  }

  test.each([1, 7, 64, 260])(
    "equals the f64 reference after 5 steps of %i numbers, with the same bits again",
    async (count) => {
      const weights = [1, 2, 3, 4, 5].map((seed) => randomNumbers(count, seed));
      const rates = [1, 0.9, 0.5, 0.1, 0.001].map(Math.fround);

      const average = await averageOf(weights, rates);

      expect(relativeError(average, averageReference(weights, rates))).toBeLessThan(1e-6);
      expect(await averageOf(weights, rates)).toEqual(average);
    },
  );

  test("a rate of 1 makes the first average the weights themselves", async () => {
    const weights = randomNumbers(12, 3);

    expect(await averageOf([weights], [1])).toEqual(weights);
  });

  test("rejects a weight of another shape and a rate that is not one number", () => {
    const [average, rate] = [input("a", [3]), input("rate", [1])];

    expect(() => averageWeights(average, input("w", [4]), rate)).toThrow(
      'averageWeights: "weight" must have the average\'s shape [3], but it has [4]. ' +
        "Give the tensor of this average.",
    );
    expect(() => averageWeights(average, input("w", [3]), input("rates", [2]))).toThrow(
      'averageWeights: "rate" must be one f32 number, but it is f32 [2]. Give 1 − decay.',
    );
    expect(averageWeights(average, input("w", [3]), rate).shape).toEqual([3]);
  });
});
