// Configurations: every field is checked on both sides of its limits, and by the public functions.
import { input } from "@pleura/engine";
import { expect, test } from "vitest";
import { presets } from "../presets.ts";
import { BuildContext } from "../weights/build-context.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { checkUnetConfig } from "./check-unet-config.ts";
import type { UnetConfig } from "./config.ts";
import { encode } from "./unet.ts";

const good = presets.demo.unet;

test.each(Object.values(presets))("takes the preset $name", ({ unet }) => {
  expect(() => checkUnetConfig(unet)).not.toThrow();
});

const refused: readonly (readonly [object, string])[] = [
  [{ inChannels: 2 }, 'unet: "inChannels" must be 1 or 3, but it is 2. Grey images have 1.'],
  [
    { levels: 1 },
    'unet: "levels" must be a whole number from 2 to 12, but it is 1. ' +
      "Count the bottleneck as one level.",
  ],
  [
    { levels: 13 },
    'unet: "levels" must be a whole number from 2 to 12, but it is 13. ' +
      "Count the bottleneck as one level.",
  ],
  [
    { width: 0 },
    'unet: "width" must be a whole number ≥ 1, but it is 0. Give the channels of the first level.',
  ],
  [
    { dropout: 1 },
    'unet: "dropout" must be at least 0 and below 1, but it is 1. 0 switches dropout off.',
  ],
  [
    { norm: "layer" },
    'unet: "norm" must be one of none, batch, group, but it is "layer". Choose one of them.',
  ],
  [
    { reduction: 0.5 },
    'unet: "reduction" must be a whole number ≥ 1, but it is 0.5. The paper\'s CBAM has 16.',
  ],
  [
    { spatialKernel: 4 },
    'unet: "spatialKernel" must be an odd number of pixels, but it is 4. The paper\'s CBAM has 7.',
  ],
  [
    { places: "decoder" },
    'unet: "places" must be "all", "authors", "encoder" or a list of blocks, but it is "decoder". ' +
      "Choose one.",
  ],
  [
    { places: ["encoder.0", "encoder.9"], levels: 2 },
    'unet: "places" must be blocks of this network, but it is "encoder.9". ' +
      "Choose from encoder.0, bottleneck, decoder.0.",
  ],
];

test.each(refused)("refuses %j", (change, message) => {
  expect(() => checkUnetConfig({ ...good, ...change })).toThrow(message);
});

test.each([
  { inChannels: 3 },
  { levels: 2 },
  { levels: 12 },
  { width: 1 },
  { dropout: 0.9 },
  { reduction: 1 },
  { spatialKernel: 1 },
  { places: ["decoder.0"] },
  { attention: "none", spatialKernel: 4, places: ["nowhere"] },
])("takes %j", (change) => {
  expect(() => checkUnetConfig({ ...good, ...change } as UnetConfig)).not.toThrow();
});

test("is asked by what builds a network", () => {
  const wrong = { ...good, spatialKernel: 2 };
  const message = '"spatialKernel" must be an odd number of pixels, but it is 2';

  expect(() => describeWeights(wrong)).toThrow(message);
  expect(() => describeWeights(wrong, presets.demo.head)).toThrow(message);
  expect(() => encode(new BuildContext("eval"), input("x", [1, 1, 64, 64]), wrong)).toThrow(
    message,
  );
});
