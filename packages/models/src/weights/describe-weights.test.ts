// Names and parameter counts of the models against the numbers of the paper's code.
import { elementCount } from "@pleura/engine";
import { expect, test } from "vitest";
import { presets } from "../presets.ts";
import { channelGateUnits } from "../unet/attention.ts";
import type { UnetConfig } from "../unet/config.ts";
import { countParameters, describeWeights } from "./describe-weights.ts";

const paper: UnetConfig = { ...presets.paper.unet, inChannels: 3, attention: "none" };

const countUnder = (config: UnetConfig, prefix: string) => {
  let count = 0;
  for (const { name, shape, kind } of describeWeights(config).values()) {
    if (kind !== "parameter" || !name.startsWith(prefix)) continue;
    count += elementCount(shape);
  }
  return count;
};

test("has the paper's 31,032,837 parameters without attention, part by part", () => {
  expect(countParameters(paper)).toBe(31_032_837);
  expect(countUnder(paper, "encoder.")).toBe(4_685_376);
  expect(countUnder(paper, "bottleneck.")).toBe(14_157_824);
  expect(countUnder(paper, "decoder.")).toBe(12_188_480);
  expect(countUnder(paper, "neck.") + countUnder(paper, "output.")).toBe(1_157);
});

test("has 31,031,685 parameters with one input channel", () => {
  expect(countParameters({ ...paper, inChannels: 1 })).toBe(31_031_685);
});

// Woo et al.'s module at r = 16: shared MLP with biases, 7×7 filter, batch norm of one channel.
test.each([
  [64, 680],
  [128, 2_284],
  [256, 8_564],
  [512, 33_412],
  [1024, 132_260],
])("has a CBAM module of the published size at %i channels", (channels, expected) => {
  const config: UnetConfig = {
    ...paper,
    levels: 2,
    width: channels,
    attention: "cbam",
    places: ["encoder.0"],
  };

  expect(countUnder(config, "encoder.0.attention.")).toBe(expected);
});

test("has the authors' 932,986 parameters in six scalar gates", () => {
  const gates = describeWeights({ ...presets.authors.unet, inChannels: 3 });
  let count = 0;
  const places = new Set<string>();
  for (const { name, shape } of gates.values()) {
    if (!name.includes(".attention.")) continue;
    places.add(name.split(".attention.")[0] ?? "");
    count += elementCount(shape);
  }

  expect(count).toBe(932_986);
  expect([...places]).toEqual([
    "encoder.0",
    "encoder.1",
    "encoder.2",
    "encoder.3",
    "decoder.3",
    "decoder.2",
  ]);
});

test("has the authors' head of 2,807,123 parameters", () => {
  let count = 0;
  for (const { name, shape, kind } of describeWeights(
    presets.authors.unet,
    presets.authors.head,
  ).values()) {
    // Keras counts the batch norms' running statistics among a layer's parameters.
    if (name.startsWith("head.") && (kind === "parameter" || kind === "statistic")) {
      count += elementCount(shape);
    }
  }

  expect(count).toBe(2_807_123);
});

test("keeps four hidden units in the channel gate", () => {
  expect(channelGateUnits(32, 16)).toBe(4);
  expect(channelGateUnits(128, 16)).toBe(8);
});
