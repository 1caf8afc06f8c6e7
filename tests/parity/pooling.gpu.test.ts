// Pooling over windows, planes and channels, and its gradients, against PyTorch.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice, type Tensor } from "@pleura/engine";
import {
  channelMaxMean,
  globalAveragePool,
  globalMaxPool,
  maxPool,
  reshape,
} from "@pleura/kernels";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goldenErrors, goldenTolerance, readGoldenCases } from "./golden.ts";

interface Attrs {
  readonly k?: number;
  readonly stride?: number;
}

/** PyTorch keeps the pooled axes with one pixel. */
const keepingAxes = (pool: (x: Tensor) => Tensor) => (x: Tensor) => {
  const [n = 1, c = 1] = x.shape;
  return reshape(pool(x), [n, c, 1, 1]);
};

const ops: Readonly<Record<string, (x: Tensor, attrs: Attrs) => Tensor>> = {
  "max-pool2d": (x, { k = 0, stride = 0 }) => maxPool(x, { size: k, stride }),
  "global-avg-pool": keepingAxes(globalAveragePool),
  "global-max-pool": keepingAxes(globalMaxPool),
  "channel-pool": channelMaxMean,
};

const cases = Object.keys(ops).flatMap((op) =>
  readGoldenCases<Attrs>(op).map((golden) => ({ op, golden, name: golden.name })),
);

describe("pooling", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("has golden cases", () => expect(cases.length).toBeGreaterThan(14));

  test.each(cases)("equals PyTorch forward and backward: $op, $name", async ({ op, golden }) => {
    const errors = await goldenErrors(device, golden, ({ x }) => {
      if (!x) throw new Error(`golden ${op}: x must be there.`);
      return ops[op]?.(x, golden.attrs) ?? x;
    });

    expect(Object.keys(errors).sort()).toEqual(["dx", "y"]);
    expect(errors["y"], "y").toBeLessThanOrEqual(goldenTolerance.value);
    expect(errors["dx"], "dx").toBeLessThanOrEqual(goldenTolerance.gradient);
  });
});
