// Profiles a model that is on the page's device: the same measurement as `pleura profile`, with made-up films.
import type { Device } from "@pleura/engine";
import type { Ceilings } from "@pleura/kernels";
import { type Network, presets } from "@pleura/models";
import {
  exceedsCeilings,
  type MeasurePhase,
  measureStep,
  type ProfileReport,
  profileReport,
  type StepKind,
  settleMeasurement,
} from "@pleura/profiling";
import type { CallTools } from "../workers/serve-calls.ts";

/** What is profiled. */
export interface ProfileRequest {
  readonly model: "classifier" | "pretext";
  readonly step: Extract<StepKind, "inference" | "score-cam">;
  /** As shown. */
  readonly name: string;
  /** Steps to record. */
  readonly steps: number;
  /** Waits for launches in batches even where there are timestamps. */
  readonly usesWallClock: boolean;
}

/** How far a profile is. */
export interface ProfileProgress {
  readonly phase: MeasurePhase;
  readonly done: number;
  readonly total: number;
}

/** Batches of this length are long against a submit and the 0.1 ms of a browser's clock, milliseconds. */
const BATCH_MS = 8;

/** Ceilings of devices that were profiled before: measuring them takes longer than a step does. */
const ceilingsOf = new WeakMap<Device, Ceilings>();

/** The profile of a network. Whatever else asks for the device meanwhile would be recorded too. */
export async function profileCall(
  device: Device,
  network: Network,
  request: ProfileRequest,
  { signal, progress }: Pick<CallTools<ProfileProgress>, "signal" | "progress">,
): Promise<ProfileReport> {
  const { step: kind, name, steps, usesWallClock } = request;
  const { model, batch } = network;
  const now = () => performance.now();
  let phase: MeasurePhase = "compiling";
  const measured = await measureStep(
    device,
    {
      step: {
        ...{ kind, batch, network, seed: 0, precision: "f32" },
        model: {
          ...{ name: `model ${name}`, unet: model.unet, head: model.head, size: model.size },
          // Only training steps ask for these.
          ...{ fit: "pad", preset: presets.demo, bytes: undefined },
        },
      },
      ...{ steps, warmup: 1, timedShare: undefined, now, usesWallClock },
      ...{ fallsBack: true, batchMs: BATCH_MS },
      ceilings: ceilingsOf.get(device),
    },
    {
      onPhase(next) {
        phase = next;
        progress({ phase, done: 0, total: 0 });
      },
      onStep: (done, total) => progress({ phase, done, total }),
      isStopped: () => signal.aborted,
    },
  );
  if (measured === undefined) {
    throw Object.assign(new Error("profile: it was stopped."), { name: "AbortError" });
  }
  const { title, measurement } = measured;
  const settled = exceedsCeilings(measurement)
    ? await settleMeasurement(device, measurement, now)
    : measurement;
  ceilingsOf.set(device, settled.ceilings);
  const { stats: _, ...report } = profileReport(
    {
      title,
      settings: { step: kind, steps, batch, size: model.size, usesWallClock },
      adapter: device.adapter,
      versions: { browser: navigator.userAgent },
      gitHash: undefined,
      date: new Date().toISOString(),
    },
    settled,
  );
  return report;
}
