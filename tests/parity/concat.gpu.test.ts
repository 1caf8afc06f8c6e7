// Concatenation and its gradients against PyTorch, which must agree to the bit: nothing is computed.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice, type Tensor } from "@pleura/engine";
import { concat } from "@pleura/kernels";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goldenErrors, readGoldenCases } from "./golden.ts";

interface Attrs {
  readonly axis: number;
  readonly inputs: number;
}

const cases = readGoldenCases<Attrs>("concat");

describe("concat", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("has golden cases", () => expect(cases.length).toBeGreaterThan(2));

  test.each(cases)("equals PyTorch forward and backward: $name", async (golden) => {
    const { axis, inputs: count } = golden.attrs;
    const names = Array.from({ length: count }, (_, index) => `x${index}`);

    const errors = await goldenErrors(device, golden, (inputs) =>
      concat(
        names.map((name) => inputs[name] as Tensor),
        axis,
      ),
    );

    const exact = names.map((name) => [`d${name}`, 0] as const);
    expect(errors).toEqual({ y: 0, ...Object.fromEntries(exact) });
  });
});
