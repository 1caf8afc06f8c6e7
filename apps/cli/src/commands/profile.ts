// `pleura profile`: where a step's time and memory go, launch by launch, held against the adapter's ceilings.
import type { Plan } from "@pleura/engine";
import { presets } from "@pleura/models";
import {
  measureStep,
  profileReport,
  SORTS,
  STEP_KINDS,
  settleMeasurement,
} from "@pleura/profiling";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import {
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
  tuneSetting,
} from "../config/command-settings.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { isChosen, printProfile } from "../profile/print-profile.ts";
import { profiledModel } from "../profile/profiled-model.ts";
import { writeProfile } from "../profile/write-profile.ts";
import { createProgress, type Progress } from "../progress/progress.ts";
import { gitHash, versions } from "../run-folder/run-record.ts";
import { makeFolder } from "../run-folder/write-atomic.ts";
import { listenForStop, StoppedError } from "../signals/stop-request.ts";
import { openTunedGpu } from "../tuning/open-tuned-gpu.ts";
import { withCleanup } from "../with-cleanup.ts";

const schema = z.strictObject({
  step: z.enum(STEP_KINDS),
  preset: z.enum(Object.keys(presets) as [string, ...string[]]),
  model: textSetting.optional(),
  size: z.int().min(16).max(4096).optional(),
  batch: countSetting.max(4096).optional(),
  /** Steps to time; enough to see every launch when absent. */
  steps: countSetting.max(100_000).optional(),
  warmup: z.int().min(0).max(10_000),
  /** Rows of the printed tables. */
  top: countSetting,
  filter: z.string(),
  sort: z.enum(SORTS),
  /** Share of the launches that each step times alone; what costs little when absent. */
  timedShare: z.number().gt(0).max(1).optional(),
  /** Waits for each launch instead of asking the adapter's clock. */
  wallClock: z.boolean(),
  /** Where feature maps and filters of a training step are f16 in memory. */
  precision: z.enum(["f32", "mixed"]),
  seed: seedSetting,
  out: textSetting.optional(),
  adapter: textSetting.optional(),
  tune: tuneSetting,
});

/** Runs the command. */
export function run(invocation: Invocation): Promise<number> {
  return withCleanup((later) => profile(invocation, later));
}

async function profile(
  invocation: Invocation,
  later: (free: () => unknown) => void,
): Promise<number> {
  const { output } = invocation;
  const settings = commandSettings(schema, invocation, {
    step: "pretext",
    preset: "demo",
    warmup: 2,
    top: 20,
    filter: "",
    sort: "total",
    wallClock: false,
    precision: "f32",
    seed: 0,
    tune: true,
  });
  const model = profiledModel(settings);
  const { pretext, finetune } = model.preset;
  const batch = settings.batch ?? (settings.step === "pretext" ? pretext : finetune).batch;
  if (settings.out !== undefined) makeFolder(settings.out);
  const device = await openTunedGpu(settings, output);
  later(() => device.destroy());
  const stop = listenForStop(() => output.say("profile: stopping after this step"));
  later(() => stop.dispose());
  const now = (): number => performance.now();
  let progress: Progress | undefined;
  const { steps, warmup, timedShare, wallClock, seed, precision } = settings;
  const measured = await measureStep(
    device,
    {
      ...{ steps, warmup, timedShare, now, usesWallClock: wallClock },
      step: { kind: settings.step, model, batch, seed, precision },
    },
    {
      onPhase(phase) {
        if (phase !== "recording") output.say(`profile: ${phase}`);
      },
      onPrograms: (programs) => requireRows(namesOf(programs), settings.filter),
      onStep(done, total) {
        progress ??= createProgress(output, "profile", total, "steps");
        progress.update(done);
      },
      isStopped: () => stop.exitCode !== undefined,
    },
  );
  progress?.end();
  if (stop.exitCode !== undefined) throw new StoppedError(stop.exitCode);
  if (measured === undefined)
    throw new TypeError("internal: a profile ends early only when it is stopped");
  const { title, measurement } = measured;
  if (measurement.record.measured.runs.length === 0) {
    throw new CliError(
      "gpu",
      "profile: the adapter's timestamps must rise, but they run backwards or stand still. Use --wall-clock.",
    );
  }
  const settled = await settleMeasurement(device, measurement, now);
  const { stats: _, ...report } = profileReport(
    {
      title,
      settings: { ...settings, batch, size: model.size },
      adapter: device.adapter,
      versions: versions(),
      gitHash: gitHash(),
      date: new Date().toISOString(),
    },
    settled,
  );
  printProfile(output, report, settings);
  if (settings.out !== undefined) writeProfile(settings.out, report, measurement);
  return EXIT.ok;
}

/** Names of all kernels and layers of programs; none before the programs are compiled. */
function namesOf(programs: ReadonlyMap<Plan, string>): readonly string[] {
  return [...programs.keys()].flatMap(({ launches }) =>
    launches.flatMap(({ kernel, label }) => [kernel.name, label]),
  );
}

function requireRows(names: readonly string[], filter: string): void {
  if (names.length === 0 || names.some((name) => isChosen(name, filter))) return;
  throw new CliError(
    "usage",
    `--filter: at least one kernel's or layer's name must contain "${filter}", but none does. Leave it out to see all.`,
  );
}
