// What pretrain and finetune share: the run folder, the data, the resume, and the loop between them.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ChosenVariant, type Device, isEngineError } from "@pleura/engine";
import { averagedCheckpoint, type Trainer } from "@pleura/models";
import { CliError } from "../cli-error.ts";
import { countNoun } from "../count-noun.ts";
import { EXIT, exitCodeOf } from "../exit-code.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { openGpu } from "../node/open-gpu.ts";
import type { Output } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { workWords } from "../report/work-words.ts";
import { lockRunFolder } from "../run-folder/lock.ts";
import { readMetrics } from "../run-folder/metrics-log.ts";
import { openRunLogs } from "../run-folder/run-logs.ts";
import { RUN_RECORD, readRunRecord } from "../run-folder/run-record.ts";
import { makeFolder, sweepTemporaries, writeAtomic } from "../run-folder/write-atomic.ts";
import { listenForStop, type StopRequest } from "../signals/stop-request.ts";
import { type VariantChoice, variantChoice } from "../tuning/variant-choice.ts";
import { withCleanup } from "../with-cleanup.ts";
import { describeBest } from "./describe-best.ts";
import { beginDryRun } from "./dry-run.ts";
import { feedsAhead, percentWords, waitingWords } from "./feeds-ahead.ts";
import { keepSavings } from "./memory-options.ts";
import { openRunImages } from "./open-run-images.ts";
import { fixedTask, overfitWatch } from "./overfit.ts";
import { plannedSteps } from "./planned-steps.ts";
import { recordRun } from "./record-run.ts";
import { chooseRunData, type RunData } from "./run-data.ts";
import { type LoopEnd, runTraining, type TrainingTask } from "./train-loop.ts";
import { trainedOn } from "./trained-on.ts";
import type { TrainingRecipe, TrainingSettings } from "./training-recipe.ts";

/** How a training ended. */
export interface TrainingOutcome {
  readonly exitCode: number;
  readonly end: LoopEnd;
  readonly steps: number;
  readonly seconds: number;
  /** What is to be said beside; of a run that overfits. */
  readonly note?: string | undefined;
}

/** A device, opened with its choice of kernel variants, and a stop request that several trainings share. */
export interface Surroundings {
  readonly device?: Device;
  readonly variants?: VariantChoice;
  readonly stop?: StopRequest;
}

/** Runs a training in its folder and ends with an exit code. */
export async function trainInFolder<S extends TrainingSettings>(
  recipe: TrainingRecipe<S>,
  output: Output,
  surroundings: Surroundings = {},
): Promise<TrainingOutcome> {
  const { settings, command } = recipe;
  const start = performance.now();
  // The data set first: a mistyped --data leaves no folder behind.
  openDataset(settings.data, settings.manifest);
  if (!recipe.isResumed) refuseOldRun(settings.out);
  return withCleanup(async (later) => {
    if (settings.dryRun) later(beginDryRun(settings, recipe.isResumed));
    makeFolder(settings.out, "checkpoint");
    const lock = lockRunFolder(settings.out);
    later(() => lock.release());
    const stop = surroundings.stop ?? listen(command, output);
    if (surroundings.stop === undefined) later(() => stop.dispose());
    sweepTemporaries(settings.out);
    const data = chooseRunData(recipe, output);
    // A run that was killed before its first checkpoint begins anew when it is resumed.
    const last = join(settings.out, CHECKPOINTS.last);
    const hasCheckpoint = recipe.isResumed && existsSync(last);
    const source = hasCheckpoint ? variantsOf(settings.out) : settings.tune ? "cache" : "built-in";
    const variants = surroundings.variants ?? variantChoice(source, output.say);
    const device = surroundings.device ?? (await openGpu(settings.adapter, variants.chooseFor));
    if (surroundings.device === undefined) later(() => device.destroy());
    // Before the images: a network that does not fit the GPU is refused at once.
    const labels = data.train.map((row) => data.rows[row]?.label ?? "");
    const trainer = await fromSettings(recipe.createTrainer(device, hasCheckpoint, labels));
    later(() => trainer.destroy());
    keepSavings(settings, trainer, (line) => output.say(`${command}: ${line}`));
    if (hasCheckpoint) loadState(trainer, last);
    const read = await openRunImages(recipe, data.rows, { output, stop, later });
    const { images, threads, feedsAhead: depth } = read;
    let end: LoopEnd = "interrupted";
    const overfit = settings.overfit === undefined ? undefined : overfitWatch(command, settings);
    if (stop.exitCode === undefined) {
      const made = await recipe.createTask({ images, threads, ...data, trainer });
      const task = overfit === undefined ? made : fixedTask(made);
      const isTimeUp = timeLimit(settings.minutes, start);
      const { choices } = variants;
      const around = { device, variants: choices, stop, isTimeUp, overfit, feedsAhead: depth };
      const ready = { recipe, data, task, trainer, ...around };
      end = await trainToEnd(ready, output);
      if (end !== "interrupted") {
        const { validation } = data;
        const batch = trainer.network.batch;
        const file = join(settings.out, CHECKPOINTS.best);
        await describeBest(recipe, file, { device, batch, images, validation, stop });
      }
    }
    return {
      exitCode:
        end === "interrupted"
          ? (stop.exitCode ?? EXIT.ok)
          : overfit && end !== "target"
            ? EXIT.regression
            : EXIT.ok,
      note: overfit?.words(),
      end,
      steps: trainer.step,
      seconds: (performance.now() - start) / 1000,
    };
  });
}

/** The kernel variants that a run began with. */
function variantsOf(out: string): readonly ChosenVariant[] {
  return existsSync(join(out, RUN_RECORD)) ? (readRunRecord(out).variants ?? []) : [];
}

function listen(command: string, output: Output): StopRequest {
  return listenForStop(() =>
    output.say(`${command}: stopping after this step and saving; press again to quit at once`),
  );
}

/** File names of the checkpoints in a run folder. */
const CHECKPOINTS = { last: "last.safetensors", best: "best.safetensors" } as const;

interface ReadyTraining<S extends TrainingSettings> {
  readonly recipe: TrainingRecipe<S>;
  readonly data: RunData;
  readonly task: TrainingTask;
  readonly trainer: Trainer;
  readonly device: Device;
  readonly variants: readonly ChosenVariant[];
  readonly stop: StopRequest;
  readonly feedsAhead: number;
  isTimeUp(): boolean;
  readonly overfit: ReturnType<typeof overfitWatch> | undefined;
}

/** Records the run, then drives the loop with its metrics, checkpoints and progress. */
async function trainToEnd<S extends TrainingSettings>(
  ready: ReadyTraining<S>,
  output: Output,
): Promise<LoopEnd> {
  const { recipe, data, task, trainer, stop, isTimeUp, overfit } = ready;
  const { command, settings } = recipe;
  const { out, batch, everySteps, validateEverySteps, patience, learningRate } = settings;
  const { totalSteps, scheduleSteps } = plannedSteps(settings, task.stepsPerEpoch);
  // Kept in run.json, so that a resumed run with another end has the same rates.
  settings.schedule.totalSteps = scheduleSteps;
  recordRun({ ...ready, stepsPerEpoch: task.stepsPerEpoch }, output);
  const metrics = openRunLogs(out, trainer.step, {
    isMixed: settings.precision === "mixed",
    validation: task.validationNames,
  });
  const history = readMetrics(out).flatMap(({ validation: found }) =>
    found === undefined ? [] : [found[task.target.name] ?? Number.NaN],
  );
  const { parameters, peakBytes, stateBytes, work, fewest } = trainer.plan;
  const state = Object.values(stateBytes).reduce((sum, bytes) => sum + bytes, 0);
  output.say(
    `${command}: ${countNoun(data.train.length, "image")}, ${parameters} parameters, ${mebibytes(peakBytes)} of temporaries and ${mebibytes(state)} of variables, inputs and results, steps ${trainer.step} to ${totalSteps}`,
  );
  output.say(`${command}: a step is ${workWords(work, fewest)}`);
  const rate = { perItem: batch, unit: "images", from: trainer.step };
  const progress = createProgress(output, command, totalSteps, "steps", rate);
  const save = (name: keyof typeof CHECKPOINTS, bytes: Uint8Array): void => {
    // The best weights are for use: where an average is kept it is what was validated.
    const kept = name === "best" && settings.ema ? averagedCheckpoint(bytes) : bytes;
    writeAtomic(join(out, CHECKPOINTS[name]), kept, "checkpoint");
  };
  const schedule = { ...settings.schedule, base: learningRate, totalSteps: scheduleSteps };
  const films = trainedOn(data.rows, data.train);
  const feeds = feedsAhead({ task, batch, totalSteps, schedule, depth: ready.feedsAhead });
  let isValidated = history.length > 0;
  return withCleanup(async (later) => {
    later(() => feeds.end());
    later(() => metrics.close());
    later(() => progress.end());
    const end = await runTraining({
      trainer,
      task,
      batch,
      totalSteps,
      schedule,
      feeds,
      everySteps,
      validateEverySteps,
      patience,
      isTimeUp,
      ...(overfit && { isReached: overfit.isReached }),
      stop,
      metrics,
      history,
      save,
      facts: (epoch) => ({
        task: command,
        preset: settings.preset,
        fit: settings.fit,
        ...("inputView" in settings && { inputView: settings.inputView ?? "whole" }),
        seed: `${settings.seed}`,
        trainedOn: films,
        ...(settings.ema && { ema: `${settings.ema}` }),
        epoch: `${epoch}`,
      }),
      onStep: (step, result) => {
        output.json({ step, ...result });
        const waited = percentWords(feeds.waiting().afterFirst);
        progress.update(step, `loss ${result.loss.toFixed(4)}, waited ${waited}`);
        if (!result.isSkipped) return;
        progress.note(
          `${command}: step ${step} changed no weight, since f16 overflowed with the loss times ${result.lossScale}; the next step takes half of that`,
        );
      },
      onValidation: (step, values) => {
        isValidated = true;
        output.json({ step, validation: values });
        const text = Object.entries(values).map(([name, value]) => `${name} ${value.toFixed(4)}`);
        progress.note(`${command}: step ${step}, validation ${text.join(", ")}`);
      },
    });
    output.say(`${command}: ${waitingWords(feeds.waiting())}`);
    // Without validations the last checkpoint is the best one there is, also instead of an earlier last one.
    if (end !== "interrupted" && !isValidated)
      save("best", readFileSync(join(out, CHECKPOINTS.last)));
    return end;
  });
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

function timeLimit(minutes: number | undefined, start: number): () => boolean {
  const limitMs = (minutes ?? Number.POSITIVE_INFINITY) * 60_000;
  return () => performance.now() - start >= limitMs;
}

function refuseOldRun(out: string): void {
  if (!existsSync(join(out, CHECKPOINTS.last))) return;
  throw new CliError(
    "usage",
    `--out "${out}": the folder must hold no run yet, but it has a checkpoint. Give --resume to continue it, or another folder.`,
  );
}

function loadState(trainer: Trainer, path: string): void {
  try {
    trainer.load(readFileSync(path));
  } catch (cause) {
    if (exitCodeOf(cause) !== EXIT.checkpoint) throw cause;
    throw new CliError("checkpoint", `"${path}": ${(cause as Error).message}`, cause);
  }
}

/** A network that its own settings make impossible is a mistake in the settings, not in the program. */
async function fromSettings(trainer: Promise<Trainer>): Promise<Trainer> {
  try {
    return await trainer;
  } catch (cause) {
    if (!isEngineError(cause, "shape")) throw cause;
    throw new CliError("config", `settings: ${cause.message}`, cause);
  }
}
