// What a classifier sees of single files.
import { expect, test } from "vitest";
import { announceView, modelInput } from "./model-input.ts";

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

test("a view is told, the whole film is not worth a word", () => {
  const said: string[] = [];
  const say = (line: string): void => {
    said.push(line);
  };

  announceView("predict", { view: "whole", path: "m" }, say);
  announceView("predict", { view: "ring", path: "m" }, say);

  expect(said).toEqual(["predict: the model was trained on the view ring and sees every image so"]);
});

test("a view by masks is refused, since a file has none", () => {
  expect(() =>
    announceView("explain", { view: "lungs-only", path: "runs/a" }, () => undefined),
  ).toThrow(
    'explain: the model must see whole films or a view without masks, but "runs/a" was trained on the view lungs-only. Use pleura evaluate, which reads masks from the manifest.',
  );
});
