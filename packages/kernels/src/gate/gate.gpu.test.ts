// Gates: their contract, logits that would overflow, gradients of x alone, and the texts of errors.
import { openDawn } from "@pleura/dawn";
import { compile, type Device, input, openDevice, type Tensor } from "@pleura/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { gateReference } from "./gate.reference.ts";
import { channelGate, gateOp, scaleByImage, spatialGate } from "./gate.ts";

describeOp(gateOp, gateReference);

describe("gates on the device", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("close and open fully at logits whose exponential overflows", async () => {
    const y = channelGate(input("x", [1, 2, 1, 1]), input("logits", [1, 2]));
    const program = await compile(device, { outputs: { y } });

    const result = await program.run({
      x: Float32Array.of(3, 3),
      logits: Float32Array.of(-200, 200),
    });
    program.destroy();

    expect(Array.from(result.y)).toEqual([0, 3]);
  });

  test("give the gradient of x alone when only x needs one", async () => {
    const inputs = [input("x", [1, 1, 1, 2]), input("logits", [1, 1])];
    const dy = input("dy", [1, 1, 1, 2]);
    const [dx, dlogits] =
      gateOp.gradient?.({
        inputs,
        outputs: [],
        attrs: { kind: "channel" },
        outputGradients: [dy],
        needs: [true, false],
      }) ?? [];
    const program = await compile(device, { outputs: { dx: dx as Tensor } });

    const result = await program.run({ logits: Float32Array.of(0), dy: Float32Array.of(2, -6) });
    program.destroy();

    expect(Array.from(result.dx)).toEqual([1, -3]);
    expect(dlogits).toBeUndefined();
  });
});

describe("errors of gates", () => {
  const x = input("x", [2, 3, 4, 5]);

  test.each([
    ["channelGate", channelGate, [2, 3], "channel"],
    ["spatialGate", spatialGate, [2, 1, 4, 5], "pixel"],
    ["scaleByImage", scaleByImage, [2, 1], "image"],
  ] as const)("%s refuses logits of another shape", (name, gate, shape, unit) => {
    expect(() => gate(x, input("logits", [2]))).toThrow(
      `${name}: "logits" must have the shape [${shape.join(", ")}] for "x" [2, 3, 4, 5], but it ` +
        `has [2]. Give one logit per ${unit}.`,
    );
    expect(gate(x, input("logits", shape)).shape).toEqual([2, 3, 4, 5]);
  });

  test("refuse logits that are not f32", () => {
    expect(() => scaleByImage(x, input("logits", [2, 1], "u32"))).toThrow(
      'scaleByImage: "logits" must be f32, but it is u32. Convert it first.',
    );
  });

  test("refuse a tensor that is no map", () => {
    expect(() => channelGate(input("x", [2, 3]), input("logits", [2, 3]))).toThrow(
      'channelGate: "x" must have the shape [n, c, h, w], but it has [2, 3]. ' +
        "Reshape it to four axes.",
    );
  });
});
