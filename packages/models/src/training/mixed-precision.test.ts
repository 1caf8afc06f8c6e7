// Mixed precision on the training step of preset paper, planned without a device.
import { baselineAdapter, type Plan, type Precision } from "@pleura/engine";
import { beforeAll, expect, test } from "vitest";
import { presets } from "../presets.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { planTraining } from "./plan-training.ts";

/** A GPU with half precision and room for the largest feature map. */
const adapter = {
  ...baselineAdapter,
  hasF16: true,
  maxStorageBufferBindingSize: 2 ** 31,
  maxBufferSize: 2 ** 36,
};

function planOf(precision: Precision): Plan {
  const { unet, size, pretext } = presets.paper;
  const { batch, optimiser } = pretext;
  return planTraining({ task: "restore", unet, size, batch, optimiser, precision }, adapter);
}

let full: Plan;
let mixed: Plan;
beforeAll(() => {
  full = planOf("f32");
  mixed = planOf("mixed");
}, 60_000);

const bytesOf = (temporaries: Plan["temporaries"]) =>
  temporaries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

test("halves the temporaries of preset paper, filters in f16 included", () => {
  const filters = mixed.temporaries.filter(({ label }) => label.startsWith("f16 of"));
  const maps = [...describeWeights(presets.paper.unet).values()].filter(
    ({ shape }) => shape.length === 4,
  );

  expect(mixed.peakBytes / full.peakBytes).toBeLessThan(0.52);
  expect(mixed.peakBytes / mixed.lowerBoundBytes).toBeLessThan(1.1);
  // A bias, a norm or a gate's matrix is read as it is: only filters are copied, two bytes per value.
  expect(filters).toHaveLength(maps.length);
  expect(bytesOf(filters)).toBeLessThan(0.02 * full.peakBytes);
});

test("keeps restored images, SSIM, statistics and the gradients of weights in f32", () => {
  const halves = new Set(mixed.temporaries.filter((t) => t.isHalf).map(({ label }) => label));

  expect(halves).toContain("encoder.0.conv1");
  expect(halves).toContain("gradient of encoder.0.conv2");
  expect([...halves].filter((label) => /output$|ssim|loss|Norm/.test(label))).toEqual([
    "gradient of output",
  ]);
});

test("changes nothing in f32", () => {
  expect(full.temporaries.some(({ isHalf }) => isHalf)).toBe(false);
  expect(full.launches.filter(({ kernel }) => kernel.enables?.includes("f16"))).toEqual([]);
});
