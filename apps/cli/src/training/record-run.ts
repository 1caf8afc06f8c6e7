// Writes run.json: what a run began with, and what each resume of it ran on.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ChosenVariant, Device } from "@pleura/engine";
import type { Trainer } from "@pleura/models";
import { type Output, toJson } from "../output.ts";
import {
  gitHash,
  RUN_RECORD,
  type RunRecord,
  type RunSurroundings,
  readRunRecord,
  versions,
  writeRunRecord,
} from "../run-folder/run-record.ts";
import type { RunData } from "./run-data.ts";
import type { TrainingRecipe, TrainingSettings } from "./training-recipe.ts";

/** A training that is about to begin or to go on. */
export interface RecordedTraining<S extends TrainingSettings> {
  readonly recipe: TrainingRecipe<S>;
  readonly data: RunData;
  readonly stepsPerEpoch: number;
  readonly trainer: Trainer;
  readonly device: Device;
  /** Kernel variants that differ from the built-in tables. */
  readonly variants: readonly ChosenVariant[];
}

/** Records a run, or its resume; says so when a resume runs on another adapter. */
export function recordRun<S extends TrainingSettings>(
  { recipe, data, stepsPerEpoch, trainer, device, variants }: RecordedTraining<S>,
  output: Output,
): void {
  const { command, settings, isResumed } = recipe;
  const { parameters, peakBytes, launches } = trainer.plan;
  const now = { versions: versions(), gitHash: gitHash(), adapter: device.adapter };
  const { out } = settings;
  const before = isResumed && existsSync(join(out, RUN_RECORD)) ? readRunRecord(out) : undefined;
  writeRunRecord(out, {
    command,
    ...surroundingsOf(before, now, trainer.step),
    seed: settings.seed,
    config: { ...settings },
    dataFingerprint: data.fingerprint,
    data: { train: data.train.length, validation: data.validation.length },
    model: { parameters, peakBytes, launches, stepsPerEpoch },
    variants,
  });
  if (before === undefined || isSameAdapter(before, now)) return;
  output.say(
    `${command}: the run began on ${before.adapter.description} and goes on on ${now.adapter.description}: its numbers may differ in their last bits from those of one adapter`,
  );
}

/** The first surroundings stay; those of a resume are added to the list. */
export function surroundingsOf(
  before: RunRecord | undefined,
  now: RunSurroundings,
  step: number,
): RunSurroundings & Pick<RunRecord, "resumed"> {
  if (before === undefined) return now;
  const { versions, gitHash, adapter, resumed = [] } = before;
  return { versions, gitHash, adapter, resumed: [...resumed, { step, ...now }] };
}

/** Equal in every fact; what JSON leaves out does not count. */
export function isSameAdapter(
  { adapter: first }: Pick<RunSurroundings, "adapter">,
  { adapter: second }: Pick<RunSurroundings, "adapter">,
): boolean {
  return toJson(first) === toJson(second);
}
