// Upsampling and its gradients against PyTorch.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import { type UpsampleMode, upsample } from "@pleura/kernels";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goldenErrors, goldenTolerance, readGoldenCases } from "./golden.ts";

interface Attrs {
  readonly size: readonly [number, number];
}

const casesOf = (mode: UpsampleMode) =>
  readGoldenCases<Attrs>(`upsample-${mode}`).map((golden) => ({ mode, golden, name: golden.name }));

const cases = [...casesOf("nearest"), ...casesOf("bilinear")];

describe("upsample", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("has golden cases", () => expect(cases.length).toBeGreaterThan(9));

  test.each(cases)("equals PyTorch forward and backward: $mode, $name", async (one) => {
    const { mode, golden } = one;

    const errors = await goldenErrors(device, golden, ({ x }) => {
      if (!x) throw new Error("golden upsample: x must be there.");
      return upsample(x, { mode, size: golden.attrs.size });
    });

    expect(Object.keys(errors).sort()).toEqual(["dx", "y"]);
    expect(errors["y"], "y").toBeLessThanOrEqual(goldenTolerance.value);
    expect(errors["dx"], "dx").toBeLessThanOrEqual(goldenTolerance.gradient);
  });
});
