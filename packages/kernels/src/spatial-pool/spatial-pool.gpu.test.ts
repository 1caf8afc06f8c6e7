// Pooling over channels: its contract, ties, and the text of its error.
import { openDawn } from "@pleura/dawn";
import {
  applyOp,
  applyOp1,
  compile,
  type Device,
  input,
  openDevice,
  type Tensor,
} from "@pleura/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { channelMaxMeanReference } from "./spatial-pool.reference.ts";
import { channelMaxMean, channelMaxMeanGradientOp, channelMaxMeanOp } from "./spatial-pool.ts";

describeOp(channelMaxMeanOp, channelMaxMeanReference);

describe("ties of channelMaxMean", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("give the maximum's gradient to the first channel", async () => {
    const shape = [1, 3, 1, 2];
    const [, chosen] = applyOp(channelMaxMeanOp, [input("x", shape)], null);
    const dx = applyOp1(channelMaxMeanGradientOp, [input("dy", [1, 2, 1, 2]), chosen as Tensor], {
      shape,
    });
    const program = await compile(device, { outputs: { dx } });

    const result = await program.run({
      x: Float32Array.of(0, 1, 4, 1, 4, 1),
      dy: Float32Array.of(5, 6, 0, 3),
    });
    program.destroy();

    expect(Array.from(result.dx)).toEqual([0, 7, 5, 1, 0, 1]);
  });
});

describe("errors of channelMaxMean", () => {
  test("refuse a tensor that is no map", () => {
    expect(() => channelMaxMean(input("x", [2, 3, 4, 5, 6]))).toThrow(
      'channelMaxMean: "x" must have the shape [n, c, h, w], but it has [2, 3, 4, 5, 6]. ' +
        "Reshape it to four axes.",
    );
    expect(channelMaxMean(input("x", [2, 3, 4, 5])).shape).toEqual([2, 2, 4, 5]);
  });
});
