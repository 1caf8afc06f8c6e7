// Drives a trainer: batches in a fixed order, losses read one step late, validation, checkpoints, stops.
import type { LearningRateSchedule, StepResult, Trainer, TrainFeed } from "@pleura/models";
import { CliError } from "../cli-error.ts";
import { collectGarbage } from "../node/collect-garbage.ts";
import type { MetricsLog } from "../run-folder/metrics-log.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { type Feeds, feedsAhead } from "./feeds-ahead.ts";

/** What is special to a task. */
export interface TrainingTask {
  /** Full batches per epoch. */
  readonly stepsPerEpoch: number;
  /** The visits of an epoch, counted from 1, see `epochVisits`: sample = visit mod number of samples. */
  order(epoch: number): Uint32Array;
  /** The numbers of one step. */
  feed(visits: Uint32Array, epoch: number, learningRate: number): Promise<TrainFeed>;
  /** Measures the model as it is; absent without validation images. */
  readonly validate?: (() => Promise<Readonly<Record<string, number>>>) | undefined;
  /** Keeps what the last validation found, since it was the best so far. */
  readonly keepBest?: (() => void) | undefined;
  /** Names of the numbers that a validation gives, those that it may leave out too. */
  readonly validationNames: readonly string[];
  /** The validation number that names the best checkpoint, and whether more is better. */
  readonly target: { readonly name: string; readonly isHigherBetter: boolean };
}

/** When to stop and save. */
export interface LoopOptions {
  readonly trainer: Trainer;
  readonly task: TrainingTask;
  readonly batch: number;
  readonly totalSteps: number;
  readonly schedule: LearningRateSchedule;
  /** The feeds of the steps; made one by one from the task when absent. */
  readonly feeds?: Feeds;
  readonly everySteps: number;
  /** Steps between validations; absent, they come at the end of each epoch. */
  readonly validateEverySteps?: number | undefined;
  /** Validations without a better one after which to stop. */
  readonly patience?: number | undefined;
  /** True when the time limit has passed. */
  isTimeUp(): boolean;
  /** True for a step's loss that ends the run. */
  isReached?(loss: number): boolean;
  readonly stop: StopRequest;
  readonly metrics: MetricsLog;
  /** Validations of the run so far, oldest first. */
  readonly history: readonly number[];
  save(name: "last" | "best", bytes: Uint8Array): void;
  /** Facts for the checkpoint's metadata; no clock time. */
  facts(epoch: number): Readonly<Record<string, string>>;
  onStep(step: number, result: StepResult): void;
  onValidation(step: number, values: Readonly<Record<string, number>>): void;
}

/** Why training ended. */
export type LoopEnd = "complete" | "interrupted" | "time" | "patience" | "target";

/**
 * Steps between full garbage collections, which run while the device has a step to do.
 *
 * V8 lets what outlived its young generation lie until it has tens of megabytes of it: 20 to 30 kB a step, so a process
 * swings by 10 %. Measured 2026-11-26 (Node 20, smallest network).
 */
const collectEvery = 100;

interface Pending {
  readonly submitted: { read(): Promise<StepResult> };
  readonly feed: TrainFeed;
  readonly step: number;
  readonly epoch: number;
}

/**
 * Trains until the planned steps, a stop request, the time limit, lost patience or a loss that is low enough.
 *
 * Order, distortions and rate follow from the step alone, so a resumed run goes on bit by bit.
 *
 * @throws {CliError} tag `non-finite` naming the tensor; nothing is saved after it
 */
export async function runTraining(options: LoopOptions): Promise<LoopEnd> {
  const { trainer, task, totalSteps, stop, history } = options;
  const { stepsPerEpoch, target } = task;
  const values = [...history];
  let pending: Pending | undefined;
  const feeds = options.feeds ?? feedsAhead(options);

  let isReached = false;

  const settle = async (): Promise<void> => {
    if (pending === undefined) return;
    const { loss } = await record(options, pending);
    isReached ||= options.isReached?.(loss) === true;
    pending = undefined;
  };
  while (trainer.step < totalSteps) {
    const done = trainer.step;
    const epoch = Math.floor(done / stepsPerEpoch) + 1;
    const feed = await feeds.of(done);
    const submitted = trainer.submit(feed);
    if (done % collectEvery === 0) collectGarbage();
    // The step before is read only now, so that the device already has the next one.
    await settle();
    pending = { submitted, feed, step: done + 1, epoch };

    const isEpochEnd = (done + 1) % stepsPerEpoch === 0;
    const isLast = done + 1 === totalSteps;
    const isStopping = stop.exitCode !== undefined || options.isTimeUp() || isReached;
    const isDue = (done + 1) % options.everySteps === 0;
    const isValidated =
      options.validateEverySteps === undefined
        ? isEpochEnd
        : (done + 1) % options.validateEverySteps === 0;
    if (!isValidated && !isLast && !isStopping && !isDue) continue;
    await settle();
    const bytes = await trainer.checkpoint(options.facts(epoch));
    const isFirstEver = isLast && values.length === 0;
    if (task.validate !== undefined && (isValidated || isFirstEver)) {
      const found = await task.validate();
      const value = found[target.name] ?? Number.NaN;
      requireFiniteValidation(done + 1, found["loss"]);
      const isExtra = !isValidated;
      options.metrics.append({
        step: done + 1,
        epoch,
        validation: found,
        ...(isExtra && { isExtra }),
      });
      options.onValidation(done + 1, found);
      if (isBest(value, values, target.isHigherBetter)) {
        options.save("best", bytes);
        task.keepBest?.();
      }
      values.push(value);
    }
    options.metrics.flush();
    options.save("last", bytes);
    if (stop.exitCode !== undefined) return "interrupted";
    if (isReached) return "target";
    if (isLast) break;
    if (options.isTimeUp()) return "time";
    if (hasLostPatience(values, target.isHigherBetter, options.patience)) return "patience";
  }
  return "complete";
}

async function record(
  options: LoopOptions,
  { submitted, feed, step, epoch }: Pending,
): Promise<StepResult> {
  const { trainer, metrics } = options;
  const result = await submitted.read();
  const { loss, gradientNorm, isSkipped, ...scaling } = result;
  // A step that mixed precision leaves out has changed nothing: the next one tries a smaller loss scale.
  if (!Number.isFinite(loss) || !(Number.isFinite(gradientNorm) || isSkipped)) {
    const tensor = await trainer.nameNonFinite(feed);
    throw new CliError(
      "non-finite",
      `training step ${step}: loss and gradients must be finite, but the loss is ${loss}, the gradient norm ${gradientNorm}, and the first value that is not finite is ${tensor}. ` +
        "Lower --learning-rate or set optimiser.clipNorm; the last checkpoint is untouched.",
    );
  }
  const norm = isSkipped ? {} : { gradientNorm };
  metrics.append({ step, epoch, loss, ...norm, learningRate: feed.learningRate, ...scaling });
  options.onStep(step, result);
  return result;
}

/** Weights whose validation loss is no number are of no use: they must not be saved as a state to go on from. */
function requireFiniteValidation(step: number, loss: number | undefined): void {
  if (loss === undefined || Number.isFinite(loss)) return;
  throw new CliError(
    "non-finite",
    `validation at step ${step}: the loss must be finite, but it is ${loss}. ` +
      "Lower --learning-rate or set optimiser.clipNorm; the last checkpoint is untouched.",
  );
}

/** True when `value` beats all earlier ones; a NaN never does. */
export function isBest(
  value: number,
  earlier: readonly number[],
  isHigherBetter: boolean,
): boolean {
  if (Number.isNaN(value)) return false;
  return earlier.every((other) => (isHigherBetter ? !(other >= value) : !(other <= value)));
}

/** True when the last `patience` values are none of them better than all before. */
export function hasLostPatience(
  values: readonly number[],
  isHigherBetter: boolean,
  patience: number | undefined,
): boolean {
  if (patience === undefined || values.length <= patience) return false;
  const before = values.slice(0, -patience);
  return values.slice(-patience).every((value) => !isBest(value, before, isHigherBetter));
}
