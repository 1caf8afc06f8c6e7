// Memory plans of every preset's training steps, without running them.
import { type AdapterFacts, baselineAdapter } from "@pleura/engine";
import { describe, expect, test } from "vitest";
import { type PresetName, presets } from "../presets.ts";
import { planTraining } from "./plan-training.ts";

/** As Mesa's software driver describes itself. */
const softwareAdapter: AdapterFacts = {
  ...baselineAdapter,
  description: "software",
  subgroupSize: 8,
  isSoftware: true,
  maxBufferSize: 2 ** 31,
};

/** Room for every tensor: what must be small here is the ratio. */
const roomy = {
  maxBufferSize: 2 ** 40,
  maxStorageBufferBindingSize: 2 ** 40,
  maxComputeWorkgroupsPerDimension: 2 ** 31,
};

function planOf(name: PresetName, task: "restore" | "classify", adapter: AdapterFacts) {
  const { unet, head, size, pretext, finetune } = presets[name];
  const { optimiser, batch } = task === "restore" ? pretext : finetune;
  return planTraining({ task, unet, head, size, batch, optimiser }, { ...adapter, ...roomy });
}

const names = Object.keys(presets) as PresetName[];

describe.each([
  ["WebGPU's baseline", baselineAdapter],
  ["a software adapter", softwareAdapter],
])("on %s", (_, adapter) => {
  test.each(names.flatMap((name) => [[name, "restore"] as const, [name, "classify"] as const]))(
    "the peak of %s, %s, is at most 1.10 × the lower bound",
    (name, task) => {
      const { peakBytes, lowerBoundBytes } = planOf(name, task, adapter);

      expect(peakBytes / lowerBoundBytes).toBeLessThanOrEqual(1.1);
    },
  );
});

test("plans the same twice", () => {
  const places = () =>
    planOf("demo", "restore", baselineAdapter).temporaries.map(
      ({ label, offset, first }) => `${label} ${offset} ${first}`,
    );

  expect(places()).toEqual(places());
});
