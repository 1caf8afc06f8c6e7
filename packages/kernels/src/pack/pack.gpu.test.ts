// Contract test of packing, and the texts of its errors.
import { input } from "@pleura/engine";
import { expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { packReference } from "./pack.reference.ts";
import { pack, packOp } from "./pack.ts";

describeOp(packOp, packReference);

test("pack rejects integers and no tensors, and takes one", () => {
  expect(() => pack([input("k", [2], "u32")])).toThrow(
    "pack: tensors must be f32 and at least one, but one is u32. Give f32 tensors.",
  );
  expect(() => pack([])).toThrow(
    "pack: tensors must be f32 and at least one, but none was given. Give f32 tensors.",
  );
  expect(pack([input("x", [2])]).shape).toEqual([64]);
});
