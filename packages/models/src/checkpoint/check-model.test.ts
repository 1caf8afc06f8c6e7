// What is refused of a checkpoint's description before a model is built.
import { expect, test } from "vitest";
import { isModelError } from "../model-error.ts";
import { presets } from "../presets.ts";
import { checkModel } from "./check-model.ts";
import type { ModelDescription } from "./checkpoint.ts";

const { unet, head } = presets.demo;
const classifier: ModelDescription = { kind: "classifier", unet, head, size: 64 };

test("takes every preset's models", () => {
  for (const preset of Object.values(presets)) {
    const { unet, head, size } = preset;
    expect(() => checkModel({ kind: "pretext", unet, size })).not.toThrow();
    expect(() => checkModel({ kind: "classifier", unet, head, size })).not.toThrow();
  }
});

test.each([
  [{ size: 1e9 }, '"size" must be a multiple of 4 up to 4096, but it is 1000000000.'],
  [{ size: 66 }, '"size" must be a multiple of 4 up to 4096, but it is 66.'],
  [{ size: "64" }, '"size" must be a multiple of 4 up to 4096, but it is "64".'],
  [{ head: undefined }, '"head.kind" must be one of gap, linear, authors, but it is missing.'],
  [
    { head: { ...head, kind: "none" } },
    '"head.kind" must be one of gap, linear, authors, but it is "none".',
  ],
  [{ head: { ...head, hidden: 0.5 } }, '"head.hidden" must be a whole number ≥ 1, but it is 0.5.'],
  [
    { head: { ...head, dropout: 1 } },
    '"head.dropout" must be at least 0 and below 1, but it is 1.',
  ],
])("refuses %j", (fields, reason) => {
  const check = () => checkModel({ ...classifier, ...(fields as Partial<ModelDescription>) });

  expect(check).toThrow(reason);
  expect(check).toThrow(expect.toSatisfy((error: unknown) => isModelError(error, "config")));
});

test("says in full what is wrong and what to do", () => {
  expect(() => checkModel({ ...classifier, size: 2 })).toThrow(
    'model: "size" must be a multiple of 4 up to 4096, but it is 2. Use a checkpoint that pleura wrote.',
  );
});
