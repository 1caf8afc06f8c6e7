// Concatenation: its contract, one tensor twice, bits, and the texts of its errors.
import { openDawn } from "@pleura/dawn";
import { compile, type Device, input, openDevice } from "@pleura/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { concatReference } from "./concat.reference.ts";
import { concat, concatOp } from "./concat.ts";

describeOp(concatOp, concatReference);

describe("concat on the device", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("joins a tensor with itself", async () => {
    const x = input("x", [2, 1]);
    const program = await compile(device, { outputs: { y: concat([x, x], 1) } });

    const { y } = await program.run({ x: Float32Array.of(1, 2) });
    program.destroy();

    expect(Array.from(y)).toEqual([1, 1, 2, 2]);
  });

  test("keeps whole numbers and their bits", async () => {
    const parts = [input("a", [2], "u32"), input("b", [1], "u32")];
    const program = await compile(device, { outputs: { y: concat(parts, 0) } });

    const { y } = await program.run({
      a: Uint32Array.of(0x7fc0dead, 1),
      b: Uint32Array.of(0xffffffff),
    });
    program.destroy();

    expect(y).toEqual(Uint32Array.of(0x7fc0dead, 1, 0xffffffff));
  });
});

describe("concat", () => {
  test("of one tensor is the tensor itself", () => {
    const x = input("x", [2, 3]);

    expect(concat([x], 0)).toBe(x);
  });

  test("refuses nothing to join", () => {
    expect(() => concat([], 0)).toThrow(
      "concat: at least one tensor must be given, but there is none. Give the tensors to join.",
    );
  });

  test("refuses an axis that does not exist", () => {
    expect(() => concat([input("a", [2, 3]), input("b", [2, 3])], 2)).toThrow(
      "concat: the axis must be one of the 2 of [2, 3], but it is 2. Count axes from 0.",
    );
    expect(concat([input("a", [2, 3]), input("b", [2, 3])], 1).shape).toEqual([2, 6]);
  });

  test("refuses maps of other sizes", () => {
    const a = input("a", [1, 2, 4, 4]);
    expect(() => concat([a, input("b", [1, 3, 4, 5])], 1)).toThrow(
      "concat: all tensors must have the shape [1, 2, 4, 4] but for axis 1, but tensor 1 has " +
        "[1, 3, 4, 5]. Crop or pad it first.",
    );
    expect(concat([a, input("b", [1, 3, 4, 4])], 1).shape).toEqual([1, 5, 4, 4]);
  });

  test("refuses tensors of other dtypes", () => {
    expect(() => concat([input("a", [2]), input("b", [2], "u32")], 0)).toThrow(
      "concat: all tensors must be f32, but tensor 1 is u32. Convert it first.",
    );
  });
});
