// What a classifier sees of single files.

import { expect, test } from "vitest";
import { modelInput } from "./model-input.ts";

const source = { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 } as const;
const white = {
  width: 16,
  height: 16,
  data: new Uint8Array(256).fill(255),
  maxValue: 255,
  source,
};

test("a file is prepared and shown in the model's view", () => {
  const whole = modelInput(white, { size: 16, fit: "pad", view: "whole" });
  const ring = modelInput(white, { size: 16, fit: "pad", view: "ring" });

  expect(whole).toEqual(new Float32Array(256).fill(1));
  expect(ring.reduce((a, b) => a + b)).toBe(256 - 14 * 14);
});

test("a view by masks is refused, since a file has none", () => {
  expect(() => modelInput(white, { size: 16, fit: "pad", view: "lungs-only" })).toThrow(
    'view "lungs-only": the lung mask must hold 256 values, but there is none. Give the film\'s own mask.',
  );
});
