// `pleura finetune`: learns the three classes, from a pretext run or from scratch.
import { finetuneDefaults, finetuneSettings } from "../config/training-settings.ts";
import type { Invocation } from "../invocation.ts";
import { finetune } from "../training/finetune-run.ts";
import { reportOutcome } from "../training/report-outcome.ts";
import { trainingSettings } from "../training/resume-settings.ts";

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const { settings, isResumed } = trainingSettings(
    finetuneSettings,
    "finetune",
    invocation,
    finetuneDefaults,
  );
  const outcome = await finetune(settings, isResumed, invocation.output, {}, true);
  return reportOutcome("finetune", settings, outcome, invocation.output);
}
