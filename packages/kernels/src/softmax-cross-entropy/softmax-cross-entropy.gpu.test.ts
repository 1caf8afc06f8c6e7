// Contract test of cross-entropy, labels outside the classes, and its error texts.
import { openDawn } from "@pleura/dawn";
import { compile, constant, input, openDevice } from "@pleura/engine";
import { describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { softmaxCrossEntropyReference } from "./softmax-cross-entropy.reference.ts";
import { softmaxCrossEntropy, softmaxCrossEntropyOp } from "./softmax-cross-entropy.ts";

describeOp(softmaxCrossEntropyOp, softmaxCrossEntropyReference);

async function lossOf(labels: readonly number[]) {
  const device = await openDevice(openDawn());
  const logits = constant(new Float32Array(3 * labels.length), [labels.length, 3]);
  const loss = softmaxCrossEntropy(logits, constant(Uint32Array.from(labels), [labels.length]));
  const program = await compile(device, { outputs: { loss } });
  const results = await program.run();
  device.destroy();
  return results.loss[0];
}

describe("softmaxCrossEntropy", () => {
  const logits = input("logits", [4, 3]);
  const labels = input("labels", [4], "u32");

  test("is NaN when a label is outside the classes, and ln 3 of even logits otherwise", async () => {
    expect(await lossOf([0, 3])).toBeNaN();
    expect(await lossOf([0, 2])).toBeCloseTo(Math.log(3), 6);
  });

  test("rejects labels of another count", () => {
    expect(() => softmaxCrossEntropy(logits, input("labels", [3], "u32"))).toThrow(
      'softmaxCrossEntropy: "labels" must have one label for each of the 4 rows of "logits", ' +
        "but its shape is [3]. Give it the shape [4].",
    );
    expect(softmaxCrossEntropy(logits, labels).shape).toEqual([]);
  });

  test("rejects labels that are not whole numbers", () => {
    expect(() => softmaxCrossEntropy(logits, input("labels", [4]))).toThrow(
      'softmaxCrossEntropy: "labels" must be u32, but it is f32. Make the input with the dtype u32.',
    );
  });

  test("rejects another number of class weights", () => {
    expect(() => softmaxCrossEntropy(logits, labels, { classWeights: [1, 2] })).toThrow(
      "softmaxCrossEntropy: there must be one class weight for each of the 3 classes, " +
        "but there are 2. Give 3 weights.",
    );
    expect(softmaxCrossEntropy(logits, labels, { classWeights: [1, 2, 3] }).shape).toEqual([]);
  });

  test("rejects logits that are not rows", () => {
    expect(() => softmaxCrossEntropy(input("logits", [4, 3, 1]), labels)).toThrow(
      'softmaxCrossEntropy: "logits" must be [n, k], but it is [4, 3, 1]. ' +
        "Flatten it to one row per image.",
    );
  });
});
