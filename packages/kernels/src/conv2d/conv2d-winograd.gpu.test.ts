// Winograd's error against the f64 reference as channels grow, forward and for the input's gradient.
import { openDawn } from "@pleura/dawn";
import { applyOp1, compile, type Device, elementCount, input, openDevice } from "@pleura/engine";
import { forwardTolerance, randomNumbers } from "@pleura/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { conv2dInputGradientReference, conv2dReference } from "./conv2d.reference.ts";
import { conv2dOp } from "./conv2d.ts";
import { conv2dInputGradientOp } from "./conv2d-input-gradient.ts";
import { winogradErrorBound } from "./conv2d-winograd.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

const pad = [1, 1, 1, 1] as const;
const channels = [1, 4, 16, 64, 256];

/** Largest difference from the reference, and largest value, of a sum over `terms` input channels, on numbers in [−1, 1). */
async function largestError(direction: "forward" | "input gradient", terms: number) {
  const shapes = {
    x: [2, terms, 6, 7],
    w: direction === "forward" ? [8, terms, 3, 3] : [terms, 8, 3, 3],
  };
  const [x, w] = [input("x", shapes.x), input("w", shapes.w)];
  const numbers = {
    x: randomNumbers(elementCount(shapes.x), 1),
    w: randomNumbers(elementCount(shapes.w), 2),
  };
  const references = [
    { shape: shapes.x, data: Float64Array.from(numbers.x) },
    { shape: shapes.w, data: Float64Array.from(numbers.w) },
  ];
  const forward = { stride: 1, pad, activation: "none", scales: [1] } as const;
  const backward = { stride: 1, pad, size: [6, 7] } as const;
  const [y, expected] =
    direction === "forward"
      ? [applyOp1(conv2dOp, [x, w], forward), conv2dReference.forward(references, forward)]
      : [
          applyOp1(conv2dInputGradientOp, [x, w], backward),
          conv2dInputGradientReference.forward(references, backward),
        ];
  const choose = () => "winograd 2×2";
  const program = await compile(device, { outputs: { y } }, { choose });
  const results = await program.run(numbers);
  program.destroy();
  const wanted = expected[0]?.data ?? new Float64Array(0);
  let [error, scale] = [0, 0];
  for (const [at, value] of wanted.entries()) {
    error = Math.max(error, Math.abs(value - (results.y[at] as number)));
    scale = Math.max(scale, Math.abs(value));
  }
  return { error, scale };
}

describe.each(["forward", "input gradient"] as const)("Winograd's error, %s", (direction) => {
  // Measured 2026-11-26 on llvmpipe, forward: 4.3e-7, 1.0e-6, 2.3e-6, 6.2e-6 and 3.6e-5.
  test.each(channels)(
    "stays below its bound, and that of a direct sum, with %i channels",
    async (terms) => {
      const { error, scale } = await largestError(direction, terms);

      expect(error).toBeGreaterThan(0);
      expect(error).toBeLessThan(winogradErrorBound(terms, 1, 1));
      expect(error).toBeLessThan(forwardTolerance(9 * terms, scale).absolute);
    },
  );
});
