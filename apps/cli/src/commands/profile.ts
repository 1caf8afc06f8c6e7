// `pleura profile`: where a step's time and memory go, launch by launch, held against the adapter's ceilings.
import { Profiler } from "@pleura/engine";
import { type Ceilings, higherCeilings, measureCeilings } from "@pleura/kernels";
import { presets } from "@pleura/models";
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
import { openStep } from "../profile/open-step.ts";
import { chosenRows, printProfile } from "../profile/print-profile.ts";
import {
  type ProfileMeasurement,
  type ProfileReport,
  profileReport,
  statsOf,
} from "../profile/profile-report.ts";
import { SORTS } from "../profile/profile-rows.ts";
import { profiledModel, STEP_KINDS } from "../profile/profiled-model.ts";
import { recordSteps } from "../profile/record-steps.ts";
import { writeProfile } from "../profile/write-profile.ts";
import { createProgress } from "../progress/progress.ts";
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
  seed: seedSetting,
  out: textSetting.optional(),
  adapter: textSetting.optional(),
  tune: tuneSetting,
});

/** Most times that the ceilings are measured again because a launch seems to exceed them. */
const mostRemeasured = 3;
/** Above this a share of the roofline says that the ceiling was measured too low. */
const highestShare = 1.05;

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
  output.say("profile: measuring the ceilings");
  let ceilings = await measureCeilings(device, { now });
  const profiler = new Profiler(device, { now, usesWallClock: settings.wallClock });
  later(() => profiler.destroy());
  profiler.attach();
  output.say("profile: compiling");
  const step = await openStep(device, { kind: settings.step, model, batch, seed: settings.seed });
  later(() => step.close());
  const opened = await profiler.collect();
  const progress = createProgress(output, "profile", settings.steps ?? 20, "steps");
  const record = await recordSteps(step, profiler, {
    steps: settings.steps,
    warmup: settings.warmup,
    timedShare: settings.timedShare,
    now,
    isStopped: () => stop.exitCode !== undefined,
    onStep: (done) => progress.update(done),
  });
  progress.end();
  if (stop.exitCode !== undefined) throw new StoppedError(stop.exitCode);
  const measurement: ProfileMeasurement = { opened, record, programs: step.programs(), ceilings };
  for (let round = 0; round < mostRemeasured; round += 1) {
    ceilings = higherCeilings(ceilings, await measureCeilings(device, { now }));
    if (highest(measurement, ceilings) <= highestShare) break;
  }
  const { stats: _, ...report } = profileReport(
    {
      title: step.title,
      settings: { ...settings, batch, size: model.size },
      adapter: device.adapter,
      versions: versions(),
      gitHash: gitHash(),
      date: new Date().toISOString(),
    },
    { ...measurement, ceilings },
  );
  requireRows(report, settings.filter);
  printProfile(output, report, settings);
  if (settings.out !== undefined) writeProfile(settings.out, report, measurement);
  return EXIT.ok;
}

/** The highest share of the roofline that any launch reached by its median. */
function highest(measurement: ProfileMeasurement, ceilings: Ceilings): number {
  const { launches } = statsOf(measurement, ceilings);
  return launches.reduce((most, one) => Math.max(most, one.idealNs / one.medianNs), 0);
}

function requireRows(report: ProfileReport, filter: string): void {
  if (chosenRows(report, filter).length > 0) return;
  throw new CliError(
    "usage",
    `--filter: at least one kernel's or layer's name must contain "${filter}", but none does. Leave it out to see all.`,
  );
}
