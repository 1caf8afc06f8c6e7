// What the page refuses as a model, and what it says.
import { readCheckpoint, writeCheckpoint } from "@pleura/models";
import { expect, test } from "vitest";
import { madeCheckpoint } from "./made-checkpoint.test-support.ts";
import { readModel } from "./read-model.ts";

test("keeps a classifier's facts and its weights, without the optimiser's state", () => {
  const bytes = madeCheckpoint("classifier", 1, { fit: "squash", inputView: "lungs-out" });

  const { facts, checkpoint } = readModel("best.safetensors", bytes);

  expect(facts).toEqual({
    ...{ name: "best.safetensors", kind: "classifier", size: 16, fit: "squash" },
    ...{ view: "lungs-out", parameters: facts.parameters },
    extra: { fit: "squash", inputView: "lungs-out" },
  });
  expect(facts.parameters).toBeGreaterThan(1000);
  const names = [...checkpoint.tensors.keys()];
  expect(names).toContain("head.fc2.bias");
  expect(names.some((name) => name.startsWith("optimiser."))).toBe(false);
  const [first] = checkpoint.tensors.values();
  expect(first?.values.buffer).not.toBe(bytes.buffer);
});

const foreign = () => new TextEncoder().encode('{"a": "text file"}          ');
const flipped = () => {
  const bytes = madeCheckpoint("classifier");
  const at = bytes.length - 5;
  bytes[at] = (bytes[at] as number) ^ 1;
  return bytes;
};
const described = (change: object, extra: Readonly<Record<string, string>> = {}) => {
  const checkpoint = readCheckpoint(madeCheckpoint("classifier"));
  const model = { ...checkpoint.model, ...change };
  return writeCheckpoint({ ...checkpoint, model, extra });
};

test.each([
  ["a foreign file", foreign(), "the file begins with text"],
  ["a file that was cut", madeCheckpoint("pretext").subarray(0, -4), "every byte must be as it"],
  ["a changed byte", flipped(), "checksum"],
  [
    "an impossible size",
    described({ size: 2 ** 40 }),
    '"size" must be a multiple of 2 up to 4096, but it is 1099511627776.',
  ],
  [
    "another architecture",
    described({ unet: { ...readCheckpoint(madeCheckpoint("classifier")).model.unet, width: 9 } }),
    "must have the shape",
  ],
  ["no head", described({ head: undefined }), '"head.kind" must be one of gap, linear, authors'],
  [
    "an unknown view",
    described({}, { inputView: "from behind" }),
    "the model's view of a film must be one of whole",
  ],
])("refuses %s by its reason", (_, bytes, reason) => {
  expect(() => readModel("x.safetensors", bytes)).toThrow(reason);
});

test("refuses a file that is too large before it reads it", () => {
  const bytes = { length: 2 ** 30 + 1 } as Uint8Array;

  expect(() => readModel("x.safetensors", bytes)).toThrow(
    "checkpoint: a file may have at most 1073741824 bytes, but it has 1073741825. Use one of weights only.",
  );
});
