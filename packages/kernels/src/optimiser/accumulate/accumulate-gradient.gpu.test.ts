// Sums over micro-batches: values, a fresh start after NaN, error texts.
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
import { accumulateReference } from "./accumulate-gradient.reference.ts";
import { accumulateGradient } from "./accumulate-gradient.ts";

describe("accumulateGradient", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  /** The total after gradients, from one that holds NaN. */
  async function totalOf(gradients: readonly Float32Array[]) {
    const shape = [gradients[0]?.length ?? 1];
    const junk = new Float32Array(shape[0] ?? 1).fill(Number.NaN);
    const variable = createVariable(device, "total", shape, junk);
    const start = input("start", [1], "u32");
    const value = accumulateGradient(readVariable(variable), input("g", shape), start);
    const program = await compile(device, { outputs: {}, updates: [{ variable, value }] });
    for (const [index, g] of gradients.entries()) {
      await program.run({ g, start: Uint32Array.of(index === 0 ? 1 : 0) });
    }
    const [total] = await readVariables([variable]);
    program.destroy();
    destroyVariable(variable);
    return total ?? [];
  }

  test.each([1, 7, 64, 260])(
    "adds up gradients of %i numbers and forgets what was",
    async (count) => {
      const gradients = [1, 2, 3].map((seed) => randomNumbers(count, seed));

      const total = await totalOf(gradients);

      expect(relativeError(total, accumulateReference(gradients))).toBeLessThan(1e-6);
      expect(await totalOf(gradients)).toEqual(total);
    },
  );

  test("rejects a gradient of another shape and a start that is no u32", () => {
    const [total, start] = [input("t", [3]), input("start", [1], "u32")];

    expect(() => accumulateGradient(total, input("g", [4]), start)).toThrow(
      'accumulateGradient: "gradient" must have the total\'s shape [3], but it has [4]. ' +
        "Give the tensor of this total.",
    );
    expect(() => accumulateGradient(total, input("g", [3]), input("start", [1]))).toThrow(
      'accumulateGradient: "start" must be one u32 number, but it is f32 [1]. ' +
        "Give 1 for the first micro-batch, else 0.",
    );
    expect(accumulateGradient(total, input("g", [3]), start).shape).toEqual([3]);
  });
});
