// A whole measurement on the adapter: of a network that is loaded already, by timestamps and by batches.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import type { Ceilings } from "@pleura/kernels";
import { describeWeights, Network, presets, WeightStore } from "@pleura/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ceilings } from "../recording.test-support.ts";
import { clockQuality } from "../report/clock-quality.ts";
import { profileReport } from "../report/profile-report.ts";
import { measureStep } from "./measure-step.ts";

const preset = presets.demo;
let device: Device;
let network: Network;

function networkOn(on: Device): Network {
  const weights = new WeightStore(on, describeWeights(preset.unet, preset.head), 1);
  const { unet, head } = preset;
  return new Network(on, { kind: "classifier", unet, head, size: 32 }, weights, 2);
}

beforeAll(async () => {
  device = await openDevice(openDawn());
  network = networkOn(device);
});
afterAll(async () => {
  await network.destroy();
  device.destroy();
});

const facts = { title: "", settings: {}, versions: {}, gitHash: undefined, date: "" };

interface Measured {
  readonly usesWallClock?: boolean;
  readonly on?: Device;
  readonly of?: Network;
  /** Ceilings that need not be measured again. */
  readonly known?: Ceilings;
}

async function measured({ usesWallClock = false, on = device, of = network, known }: Measured) {
  const { unet, head, fit } = preset;
  const model = { name: "model x", unet, head, size: 32, fit, preset, bytes: undefined };
  const step = {
    kind: "inference",
    model,
    batch: 2,
    seed: 0,
    precision: "f32",
    network: of,
  } as const;
  const phases: string[] = [];
  const found = await measureStep(
    on,
    {
      ...{ step, steps: 2, warmup: 0, timedShare: 1, now: () => performance.now() },
      ...{ usesWallClock, fallsBack: true, batchMs: 2, ceilings: known },
    },
    { onPhase: (phase) => phases.push(phase), onStep: () => undefined, isStopped: () => false },
  );
  if (found === undefined) throw new Error("internal: nobody stopped it");
  const { title, measurement } = found;
  const report = profileReport({ ...facts, adapter: on.adapter }, measurement);
  return { title, phases, report };
}

test("measures a loaded network, leaves it loaded, and counts what was compiled", async () => {
  const { title, phases, report } = await measured({});

  expect(title).toBe("inference step, model x, 32×32, batch 2");
  expect(phases).toEqual(["compiling", "measuring the ceilings", "recording"]);
  expect(clockQuality(report).kind).toBe("fine");
  expect(report.compile.pipelines.length).toBeGreaterThan(5);
  expect(report.programs.map(({ name }) => name)).toEqual(["logits"]);
  expect(await network.logits(new Float32Array(32 * 32), 1)).toHaveLength(3);
});

test("waits for batches of launches where that is asked for", async () => {
  const { report } = await measured({ usesWallClock: true, known: ceilings });

  expect(clockQuality(report)).toEqual({
    kind: "batches",
    words:
      "wall time of batches of about 2 ms: each launch repeated, what its submit and wait take is taken off",
  });
  const [program] = report.programs;
  expect(program?.launches.length).toBe(program?.memory.launches);
  expect(program?.launches.every(({ medianNs }) => medianNs > 0)).toBe(true);
});

test("finds that timestamps are rounded as a browser rounds them, and goes over to batches", async () => {
  // Dawn's own default: `openDawn` switches it off, and what is asked for last counts.
  const toggles = ["disable-dawn-features=", "enable-dawn-features=timestamp_quantization"];
  const rounded = await openDevice(openDawn({ toggles }));
  const other = networkOn(rounded);

  const { report } = await measured({ on: rounded, of: other, known: ceilings });

  expect(report.clock).toMatchObject({ kind: "wall-clock", batchMs: 2 });
  await other.destroy();
  rounded.destroy();
});

test("stops between measurements and leaves nothing behind", async () => {
  const before = device.liveBuffers;
  const { unet, head, fit } = preset;
  const model = { name: "model x", unet, head, size: 32, fit, preset, bytes: undefined };
  let isStopped = false;

  const found = await measureStep(
    device,
    {
      step: { kind: "inference", model, batch: 2, seed: 0, precision: "f32", network },
      ...{ steps: 2, warmup: 0, now: () => performance.now(), usesWallClock: false },
    },
    {
      onPhase(phase) {
        isStopped = phase === "measuring the ceilings";
      },
      onStep: () => undefined,
      isStopped: () => isStopped,
    },
  );

  expect(found).toBeUndefined();
  expect(device.liveBuffers).toBe(before);
  expect(device.profiler).toBeUndefined();
});
