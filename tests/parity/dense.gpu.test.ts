// Dense layers (matrix product and bias) and their gradients against PyTorch.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import { dense } from "@pleura/kernels";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goldenErrors, goldenTolerance, readGoldenCases } from "./golden.ts";

const cases = readGoldenCases<{ readonly bias: boolean }>("dense");

describe("dense", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("has golden cases", () => expect(cases.length).toBeGreaterThan(3));

  test.each(cases)("equals PyTorch forward and backward: $name", async (golden) => {
    const errors = await goldenErrors(device, golden, ({ x, w, b }) => {
      if (!x || !w) throw new Error("golden dense: x and w must be there.");
      return dense(x, w, b);
    });

    const { y, ...gradientErrors } = errors;
    expect(y, "y").toBeLessThanOrEqual(goldenTolerance.value);
    expect(Object.keys(gradientErrors).sort()).toEqual(
      golden.attrs.bias ? ["db", "dw", "dx"] : ["dw", "dx"],
    );
    for (const [name, error] of Object.entries(gradientErrors)) {
      expect(error, name).toBeLessThanOrEqual(goldenTolerance.gradient);
    }
  });
});
