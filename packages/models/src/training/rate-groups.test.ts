// Layer-wise learning rates: which block gets which factor.
import type { Variable } from "@pleura/engine";
import { expect, test } from "vitest";
import { rateGroups } from "./rate-groups.ts";

const parameters = [
  "encoder.0.conv1.weight",
  "encoder.1.conv1.weight",
  "bottleneck.conv1.weight",
  "head.fc1.weight",
].map((name) => ({ name }) as Variable);

const scales = (options: Parameters<typeof rateGroups>[1]) =>
  Object.fromEntries(rateGroups(parameters, options).map(({ name, scale }) => [name, scale]));

test("lowers the rate block by block away from the head", () => {
  expect(scales({ task: "classify", encoderRate: 0.5, layerDecay: 0.1 })).toEqual({
    head: 1,
    bottleneck: 0.5,
    "encoder.1": 0.5 * 0.1,
    "encoder.0": 0.5 * 0.1 ** 2,
  });
});

test("leaves a frozen encoder out, and one group where nothing differs", () => {
  expect(scales({ task: "classify", freezesEncoder: true, layerDecay: 0.5 })).toEqual({ head: 1 });
  expect(scales({ task: "classify" })).toEqual({ all: 1 });
  expect(scales({ task: "restore", layerDecay: 0.5 })).toEqual({ all: 1 });
});
