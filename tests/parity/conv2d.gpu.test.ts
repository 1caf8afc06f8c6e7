// Convolution and its gradients against PyTorch.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import { conv2d } from "@pleura/kernels";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goldenErrors, goldenTolerance, readGoldenCases } from "./golden.ts";

interface Attrs {
  readonly stride: number;
  readonly pad: Readonly<Record<"top" | "bottom" | "left" | "right", number>>;
}

const cases = readGoldenCases<Attrs>("conv2d");

describe("conv2d", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("has golden cases", () => expect(cases.length).toBeGreaterThan(10));

  test.each(cases)("equals PyTorch forward and backward: $name", async (golden) => {
    const { stride, pad } = golden.attrs;

    const errors = await goldenErrors(device, golden, ({ x, w, b }) => {
      if (!x || !w) throw new Error("golden conv2d: x and w must be there.");
      return conv2d(x, w, b, { stride, pad: [pad.top, pad.bottom, pad.left, pad.right] });
    });

    const { y, ...gradientErrors } = errors;
    expect(y, "y").toBeLessThanOrEqual(goldenTolerance.value);
    expect(Object.keys(gradientErrors).sort()).toEqual(
      Object.keys(golden.tensors)
        .filter((name) => /^d[xwb]$/.test(name))
        .sort(),
    );
    for (const [name, error] of Object.entries(gradientErrors)) {
      expect(error, name).toBeLessThanOrEqual(goldenTolerance.gradient);
    }
  });
});
