// What pretrain and finetune share: the run folder, the data, the resume, and the loop between them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ManifestRow } from "@pleura/data";
import { type Device, isEngineError } from "@pleura/engine";
import type { Trainer } from "@pleura/models";
import { CliError } from "../cli-error.ts";
import type { FinetuneSettings, PretrainSettings } from "../config/training-settings.ts";
import { EXIT } from "../exit-code.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { openGpu } from "../node/open-gpu.ts";
import { type PreparedImages, prepareImages } from "../node/prepared-images.ts";
import { freezeSplit, splitRows } from "../node/resolve-splits.ts";
import type { Output } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { lockRunFolder } from "../run-folder/lock.ts";
import { openMetricsLog, readMetrics } from "../run-folder/metrics-log.ts";
import {
  fingerprint,
  gitHash,
  readRunRecord,
  versions,
  writeRunRecord,
} from "../run-folder/run-record.ts";
import { makeFolder, sweepTemporaries, writeAtomic } from "../run-folder/write-atomic.ts";
import { listenForStop, type StopRequest } from "../signals/stop-request.ts";
import { type LoopEnd, runTraining, type TrainingTask } from "./train-loop.ts";

type Settings = PretrainSettings | FinetuneSettings;

/** What a command adds: which rows, which trainer, which task. */
export interface TrainingRecipe<S extends Settings> {
  readonly command: "pretrain" | "finetune";
  readonly settings: S;
  readonly isResumed: boolean;
  /** True for rows the run needs. */
  isUsed(row: ManifestRow): boolean;
  /** True for used rows that the weights are fitted to; the others of split `val` validate. */
  isTrained(row: ManifestRow): boolean;
  createTrainer(device: Device): Promise<Trainer>;
  createTask(context: TaskContext): TrainingTask;
}

/** What a task is made of. */
export interface TaskContext {
  readonly images: PreparedImages;
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly trainer: Trainer;
}

/** How a training ended. */
export interface TrainingOutcome {
  readonly exitCode: number;
  readonly end: LoopEnd;
  readonly steps: number;
  readonly seconds: number;
}

/** A device and a stop request that several trainings share. */
export interface Surroundings {
  readonly device?: Device;
  readonly stop?: StopRequest;
}

/** Runs a training in its folder and ends with an exit code. */
export async function trainInFolder<S extends Settings>(
  recipe: TrainingRecipe<S>,
  output: Output,
  surroundings: Surroundings = {},
): Promise<TrainingOutcome> {
  const { settings, command } = recipe;
  const start = performance.now();
  const dataset = openDataset(settings.data, settings.manifest);
  makeFolder(settings.out, "checkpoint");
  if (!recipe.isResumed) refuseOldRun(settings.out);
  const lock = lockRunFolder(settings.out);
  const stop =
    surroundings.stop ??
    listenForStop(() =>
      output.say(`${command}: stopping after this step and saving; press again to quit at once`),
    );
  let device = surroundings.device;
  try {
    sweepTemporaries(settings.out);
    const split = splitRows(dataset.rows, settings.out, settings.splitSeed);
    const rows = split.rows.filter((row) => recipe.isUsed(row));
    const train = indices(rows, (row) => recipe.isTrained(row));
    const validation = indices(rows, (row) => !recipe.isTrained(row)).slice(
      0,
      settings.validationImages,
    );
    requireRows(train.length, command, settings.data);
    const needed = [...train, ...validation].sort((a, b) => a - b);
    const usedRows = needed.map((index) => rows[index] as ManifestRow);
    const place = new Map(needed.map((index, at) => [index, at]));
    const dataFingerprint = fingerprint(settings.data, usedRows);
    if (recipe.isResumed) requireSameData(settings.out, dataFingerprint);
    if (split.isNew) {
      freezeSplit(split.rows, settings.out);
      output.say(
        `${command}: the manifest has no splits; a split by patient is frozen in ${settings.out}/split.csv`,
      );
    }
    device ??= await openGpu(settings.adapter);
    // Before the images: a network that does not fit the GPU is refused at once.
    const trainer = await fromSettings(recipe.createTrainer(device));
    try {
      const reading = createProgress(output, `${command}: reading`, usedRows.length, "images");
      const images = await prepareImages(settings.data, usedRows, settings, {
        onImage: (done) => reading.update(done),
        stop,
      });
      reading.end();
      const stopped = (): TrainingOutcome => ({
        exitCode: stop.exitCode ?? EXIT.ok,
        end: "interrupted",
        steps: 0,
        seconds: (performance.now() - start) / 1000,
      });
      if (stop.exitCode !== undefined) return stopped();
      const task = recipe.createTask({
        images,
        train: train.map((index) => place.get(index) as number),
        validation: validation.map((index) => place.get(index) as number),
        trainer,
      });
      const last = join(settings.out, "last.safetensors");
      if (recipe.isResumed && existsSync(last)) loadState(trainer, last);
      const totalSteps = settings.steps ?? settings.epochs * task.stepsPerEpoch;
      const scheduleSteps =
        settings.schedule.totalSteps ??
        Math.max(settings.epochs * task.stepsPerEpoch, settings.schedule.warmupSteps + 1);
      settings.schedule.totalSteps = scheduleSteps;
      const { parameters, peakBytes, launches } = trainer.plan;
      writeRunRecord(settings.out, {
        command,
        versions: versions(),
        gitHash: gitHash(),
        adapter: device.adapter,
        seed: settings.seed,
        config: { ...settings },
        dataFingerprint,
        data: { train: train.length, validation: validation.length },
        model: { parameters, peakBytes, launches, stepsPerEpoch: task.stepsPerEpoch },
      });
      const metrics = openMetricsLog(settings.out, trainer.step);
      const history = readMetrics(settings.out).flatMap(({ validation: found }) =>
        found === undefined ? [] : [found[task.target.name] ?? Number.NaN],
      );
      output.say(
        `${command}: ${train.length} images, ${parameters} parameters, ${(peakBytes / 2 ** 20).toFixed(0)} MiB of temporaries, steps ${trainer.step} to ${totalSteps}`,
      );
      const progress = createProgress(output, command, totalSteps, "steps", {
        perItem: settings.batch,
        unit: "images",
        from: trainer.step,
      });
      const limitMs = (settings.minutes ?? Number.POSITIVE_INFINITY) * 60_000;
      let end: LoopEnd;
      try {
        end = await runTraining({
          trainer,
          task,
          batch: settings.batch,
          totalSteps,
          schedule: {
            ...settings.schedule,
            base: settings.learningRate,
            totalSteps: scheduleSteps,
          },
          everySteps: settings.everySteps,
          patience: settings.patience,
          isTimeUp: () => performance.now() - start >= limitMs,
          stop,
          metrics,
          history,
          save: (name, bytes) => {
            writeAtomic(join(settings.out, `${name}.safetensors`), bytes, "checkpoint");
          },
          facts: (epoch) => ({
            task: command,
            preset: settings.preset,
            fit: settings.fit,
            seed: `${settings.seed}`,
            epoch: `${epoch}`,
          }),
          onStep: (step, result) => {
            output.json({ step, ...result });
            progress.update(step, `loss ${result.loss.toFixed(4)}`);
          },
          onValidation: (step, values) => {
            output.json({ step, validation: values });
            const text = Object.entries(values).map(
              ([name, value]) => `${name} ${value.toFixed(4)}`,
            );
            progress.note(`${command}: step ${step}, validation ${text.join(", ")}`);
          },
        });
      } finally {
        progress.end();
        metrics.close();
      }
      keepABest(settings.out, end);
      const seconds = (performance.now() - start) / 1000;
      const outcome: TrainingOutcome = {
        exitCode: end === "interrupted" ? (stop.exitCode ?? EXIT.ok) : EXIT.ok,
        end,
        steps: trainer.step,
        seconds,
      };
      return outcome;
    } finally {
      await trainer.destroy();
    }
  } finally {
    lock.release();
    if (surroundings.stop === undefined) stop.dispose();
    if (surroundings.device === undefined) device?.destroy();
  }
}

function indices<T>(items: readonly T[], isWanted: (item: T) => boolean): number[] {
  return [...items.keys()].filter((index) => isWanted(items[index] as T));
}

function refuseOldRun(out: string): void {
  if (!existsSync(join(out, "last.safetensors"))) return;
  throw new CliError(
    "usage",
    `--out "${out}": the folder must hold no run yet, but it has a checkpoint. Give --resume to continue it, or another folder.`,
  );
}

function requireRows(count: number, command: string, data: string): void {
  if (count > 0) return;
  throw new CliError(
    "data",
    `${command} "${data}": there must be at least one image to train on, but there is none. ` +
      (command === "finetune"
        ? 'Label images and give some the split "train".'
        : 'Give some images the split "pretext" or "train".'),
  );
}

function requireSameData(out: string, found: string): void {
  const { dataFingerprint } = readRunRecord(out);
  if (dataFingerprint === found) return;
  throw new CliError(
    "data",
    `resume "${out}": the data must be as the run began, but its fingerprint is ${found.slice(0, 12)} instead of ${dataFingerprint.slice(0, 12)}. Give the same --data, or start a new run.`,
  );
}

function loadState(trainer: Trainer, path: string): void {
  try {
    trainer.load(readFileSync(path));
  } catch (cause) {
    if ((cause as Error).name !== "CheckpointError") throw cause;
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

/** Without validation images the last checkpoint is the best one there is. */
function keepABest(out: string, end: LoopEnd): void {
  const best = join(out, "best.safetensors");
  const last = join(out, "last.safetensors");
  if (end === "interrupted" || existsSync(best) || !existsSync(last)) return;
  writeAtomic(best, readFileSync(last), "checkpoint");
}
