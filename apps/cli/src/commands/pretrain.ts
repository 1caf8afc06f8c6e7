// `pleura pretrain`: learns to restore distorted films, without labels.
import { pretrainDefaults, pretrainSettings } from "../config/training-settings.ts";
import type { Invocation } from "../invocation.ts";
import { pretrain } from "../training/pretrain-run.ts";
import { reportOutcome } from "../training/report-outcome.ts";
import { trainingSettings } from "../training/resume-settings.ts";

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const { settings, isResumed } = trainingSettings(
    pretrainSettings,
    "pretrain",
    invocation,
    pretrainDefaults,
  );
  const outcome = await pretrain(settings, isResumed, invocation.output);
  return reportOutcome("pretrain", settings, outcome, invocation.output);
}
