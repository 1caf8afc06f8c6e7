// Global pooling: its contract, ties, gradients of one output alone, and the text of its error.
import { openDawn } from "@pleura/dawn";
import { compile, type Device, input, openDevice, type Tensor } from "@pleura/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { averageMaxPoolReference } from "./global-pool.reference.ts";
import {
  averageMaxPool,
  averageMaxPoolOp,
  globalAveragePool,
  globalMaxPool,
} from "./global-pool.ts";

describeOp(averageMaxPoolOp, averageMaxPoolReference);

describe("gradients of global pooling", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  const gradientOf = async (
    x: Float32Array,
    shape: readonly number[],
    which: { average?: number; max?: number },
  ) => {
    const tensor = input("x", shape);
    const [, max] = averageMaxPool(tensor);
    if (max.source.kind !== "op") throw new Error("expected an op");
    const { node } = max.source;
    const dy: (Tensor | undefined)[] = [
      which.average === undefined ? undefined : input("davg", [1, 1]),
      which.max === undefined ? undefined : input("dmax", [1, 1]),
      undefined,
    ];
    const [dx] =
      averageMaxPoolOp.gradient?.({
        inputs: [tensor],
        outputs: node.outputs,
        attrs: null,
        outputGradients: dy,
        needs: [true],
      }) ?? [];
    const program = await compile(device, { outputs: { dx: dx as Tensor } });
    const { dx: result } = await program.run({
      x,
      davg: Float32Array.of(which.average ?? 0),
      dmax: Float32Array.of(which.max ?? 0),
    });
    program.destroy();
    return Array.from(result);
  };

  test("of the maximum alone go to the first of equal pixels", async () => {
    const x = Float32Array.of(0, 2, 2, 1);

    expect(await gradientOf(x, [1, 1, 2, 2], { max: 5 })).toEqual([0, 5, 0, 0]);
  });

  test("of the maximum go to the first of equal pixels of different lanes", async () => {
    const x = new Float32Array(81);
    // Lane 1 meets pixel 17, lane 0 pixel 24: the first in the image must win over the first lane.
    x[17] = 3;
    x[24] = 3;

    const dx = await gradientOf(x, [1, 1, 9, 9], { max: 5 });

    expect(dx.findIndex((value) => value !== 0)).toBe(17);
    expect(dx.filter((value) => value !== 0)).toEqual([5]);
  });

  test("of the average alone are equal everywhere", async () => {
    const x = Float32Array.of(0, 2, 2, 1);

    expect(await gradientOf(x, [1, 1, 2, 2], { average: 8 })).toEqual([2, 2, 2, 2]);
  });
});

describe("errors of global pooling", () => {
  test.each([globalAveragePool, globalMaxPool])("refuse a tensor that is no map (%o)", (pool) => {
    expect(() => pool(input("x", [2, 3]))).toThrow(
      'averageMaxPool: "x" must have the shape [n, c, h, w], but it has [2, 3]. ' +
        "Reshape it to four axes.",
    );
    expect(pool(input("x", [2, 3, 1, 1])).shape).toEqual([2, 3]);
  });
});
