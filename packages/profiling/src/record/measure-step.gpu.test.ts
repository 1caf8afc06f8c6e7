// A whole measurement on the adapter: of a network that is loaded already, by timestamps and by batches.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import { describeWeights, Network, presets, WeightStore } from "@pleura/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clockQuality } from "../report/clock-quality.ts";
import { profileReport } from "../report/profile-report.ts";
import { measureStep } from "./measure-step.ts";

let device: Device;
let network: Network;
const preset = presets.demo;

beforeAll(async () => {
  device = await openDevice(openDawn());
  const weights = new WeightStore(device, describeWeights(preset.unet, preset.head), 1);
  const { unet, head } = preset;
  network = new Network(device, { kind: "classifier", unet, head, size: 32 }, weights, 2);
});
afterAll(async () => {
  await network.destroy();
  device.destroy();
});

const facts = { title: "", settings: {}, versions: {}, gitHash: undefined, date: "" };

async function measured(usesWallClock: boolean) {
  const { unet, head, fit } = preset;
  const model = { name: "model x", unet, head, size: 32, fit, preset, bytes: undefined };
  const step = { kind: "inference", model, batch: 2, seed: 0, precision: "f32", network } as const;
  const phases: string[] = [];
  const { title, measurement } = await measureStep(
    device,
    {
      ...{ step, steps: 2, warmup: 0, timedShare: 1, now: () => performance.now() },
      ...{ usesWallClock, fallsBack: true, batchMs: 2 },
    },
    { onPhase: (phase) => phases.push(phase), onStep: () => undefined, isStopped: () => false },
  );
  const report = profileReport({ ...facts, adapter: device.adapter }, measurement);
  return { title, phases, report };
}

test("measures a loaded network, leaves it loaded, and counts what was compiled", async () => {
  const { title, phases, report } = await measured(false);

  expect(title).toBe("inference step, model x, 32×32, batch 2");
  expect(phases).toEqual(["compiling", "measuring the ceilings", "recording"]);
  expect(clockQuality(report).kind).toBe("fine");
  expect(report.compile.pipelines.length).toBeGreaterThan(5);
  expect(report.programs.map(({ name }) => name)).toEqual(["logits"]);
  expect(await network.logits(new Float32Array(32 * 32), 1)).toHaveLength(3);
});

test("waits for batches of launches where that is asked for", async () => {
  const { report } = await measured(true);

  expect(clockQuality(report)).toEqual({
    kind: "batches",
    words:
      "wall time of batches of about 2 ms: each launch repeated, what its submit and wait take is taken off",
  });
  const [program] = report.programs;
  expect(program?.launches.length).toBe(program?.memory.launches);
  expect(program?.launches.every(({ medianNs }) => medianNs > 0)).toBe(true);
});
