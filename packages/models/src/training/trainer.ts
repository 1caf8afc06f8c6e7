// The training step of both tasks: compiled once, replayed, with its whole state in checkpoints.
import { compile, type Device, findNonFinite, type Numbers, type Program } from "@pleura/engine";
import type { ModelDescription } from "../checkpoint/checkpoint.ts";
import { Network } from "../inference/network.ts";
import { ModelError } from "../model-error.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { WeightStore } from "../weights/weight-store.ts";
import { type CreatedVariables, createVariables, stateOf } from "./create-variables.ts";
import { fitMemory, type MemoryChoice } from "./fit-memory.ts";
import { type LossScaleReport, lossScaleReport } from "./loss-scale.ts";
import { hyperAt } from "./optimiser.ts";
import { microBatchesOf, type StepFeeds, StepPrograms } from "./step-programs.ts";
import { summarisePlans, type TrainerPlan } from "./trainer-plan.ts";
import { encoderValues, loadState, saveState, type TrainerState } from "./trainer-state.ts";
import { type TrainingGraphOptions, trainingGraph } from "./training-graph.ts";
import { averageRate } from "./weight-average.ts";

/** What a trainer trains, and how. */
export interface TrainerOptions extends TrainingGraphOptions {
  readonly device: Device;
  /** Seed of first values and dropout. */
  readonly seed: number;
  /** Factor on the learning rate of encoder and bottleneck. */
  readonly encoderRate?: number;
  /** Factor per block away from the head, on top of `encoderRate`. */
  readonly layerDecay?: number;
  /** Most bytes of the step; blocks are computed again, and micro-batches made, until it fits. */
  readonly memoryBudgetBytes?: number;
}

/** Numbers of one step: exactly `batch` images `[inChannels, size, size]`, and grey targets or labels. */
export interface TrainFeed {
  readonly images: Float32Array;
  readonly targets?: Float32Array;
  readonly labels?: Uint32Array;
  readonly learningRate: number;
}

/** What a step reports. The gradient norm is before clipping the joint norm and after clipping one by one, and that of the unscaled loss. */
export interface StepResult extends Partial<LossScaleReport> {
  readonly loss: number;
  readonly gradientNorm: number;
}

/** Trains one model. Make it with `Trainer.create`. */
export class Trainer {
  readonly network: Network;
  /** The network to validate with: of averaged weights where an average is kept, else the trained one. */
  readonly evaluation: Network;
  readonly #options: TrainerOptions;
  readonly #created: CreatedVariables;
  #programs: StepPrograms | undefined;
  #step = 0;

  private constructor(options: TrainerOptions) {
    this.#options = options;
    const { device, task, seed, unet: config, head, size, batch } = options;
    const description: ModelDescription =
      task === "classify"
        ? { kind: "classifier", unet: config, head, size }
        : { kind: "pretext", unet: config, size };
    requireHead(options);
    const weights = new WeightStore(device, describeWeights(config, description.head), seed);
    const evaluationBatch = options.microBatch ?? batch;
    this.network = new Network(device, description, weights, evaluationBatch);
    try {
      this.#created = createVariables(device, options, weights);
    } catch (error) {
      weights.destroy();
      throw error;
    }
    const { averages } = this.#created.variables;
    const averaged = new Map([...weights.variables, ...(averages ?? [])]);
    this.evaluation = averages
      ? new Network(device, description, weights, evaluationBatch, averaged)
      : this.network;
  }

  /**
   * Makes the model, its optimiser and the compiled step. When it fails, nothing stays allocated.
   *
   * @throws {EngineError} tag `limit` when a tensor or the plan does not fit the adapter or the budget, or the
   * adapter lacks the precision
   * @throws {ModelError} tag `config` when the model's configuration is none, or a classifier has no head
   */
  static async create(options: TrainerOptions): Promise<Trainer> {
    const fitted = withinBudget(options);
    const trainer = new Trainer(fitted);
    try {
      const { device, precision = "f32" } = fitted;
      const { variables } = trainer.#created;
      trainer.#programs = await StepPrograms.create(device, fitted, variables, { precision });
    } catch (error) {
      await trainer.destroy();
      throw error;
    }
    return trainer;
  }

  /** Images in memory at once, and the blocks that are computed again. */
  get savings(): Pick<MemoryChoice, "microBatch" | "recomputes"> {
    const { batch, microBatch = batch, recomputes = [] } = this.#options;
    return { microBatch, recomputes };
  }

  /** Steps submitted so far. */
  get step(): number {
    return this.#step;
  }

  /** Size and memory of the compiled step. */
  get plan(): TrainerPlan {
    const { main, update, average } = this.#stepPrograms;
    const plans = {
      ...{ main: main.plan, update: update?.plan, average: average?.plan },
      runs: microBatchesOf(this.#options),
    };
    return summarisePlans(plans, this.network.weights.parameterCount);
  }

  get #stepPrograms(): StepPrograms {
    if (!this.#programs) throw new ModelError("internal", "internal: the trainer has no program");
    return this.#programs;
  }

  /** The compiled step, or micro-batch of one, for benches and profiles. */
  get program(): Program {
    return this.#stepPrograms.main;
  }

  #feeds(feed: TrainFeed, step: number): StepFeeds {
    const images: Record<string, Numbers> = { images: feed.images };
    if (feed.targets) images["targets"] = feed.targets;
    if (feed.labels) images["labels"] = feed.labels;
    const { groups } = this.#created.variables;
    const hyper = groups.map(({ name, scale }) => [
      `hyper.${name}`,
      hyperAt(this.#options.optimiser, scale * feed.learningRate, step),
    ]);
    const average = { "ema.rate": Float32Array.of(averageRate(this.#options.ema ?? 0, step)) };
    return { images, hyper: Object.fromEntries(hyper), average };
  }

  /**
   * Submits one step and returns at once. Submit step k before reading k − 1 to keep the device busy.
   * A step that is refused is not counted.
   */
  submit(feed: TrainFeed): { read(): Promise<StepResult> } {
    const { lossScale } = this.#created.variables;
    const submitted = this.#stepPrograms.submit(this.#feeds(feed, this.#step + 1));
    this.#step += 1;
    return {
      read: async () => {
        const results = await submitted.read();
        const [loss = Number.NaN] = results["loss"] ?? [];
        const [gradientNorm = Number.NaN] = results["gradientNorm"] ?? [];
        return {
          loss,
          gradientNorm,
          ...(lossScale && lossScaleReport(gradientNorm, results)),
        };
      },
    };
  }

  /**
   * Names the tensor that is not finite when the step runs on `feed` with the weights as they are.
   * A step with a non-finite gradient does not change weights, so this can be asked afterwards.
   */
  async nameNonFinite(feed: TrainFeed): Promise<string> {
    const { device, precision = "f32" } = this.#options;
    const { images, hyper } = this.#feeds(feed, this.#step);
    const batch = this.network.batch;
    const { outputs } = trainingGraph({ ...this.#options, batch }, this.#created.variables);
    const program = await compile(device, { outputs }, { keepsEverything: true, precision });
    try {
      for (let index = 0; index < microBatchesOf(this.#options); index++) {
        const part = this.#stepPrograms.microFeeds(images, index);
        const name = await findNonFinite(device, program, { ...part, ...hyper });
        if (name !== undefined) return name;
      }
      return "no tensor: the step is finite when it is repeated";
    } finally {
      program.destroy();
    }
  }

  #state(): TrainerState {
    return stateOf(this.#created.variables);
  }

  /** The whole state as a checkpoint file. `extra` must hold no clock time. */
  checkpoint(extra: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
    return saveState(this.network.model, this.#state(), { ...extra, step: `${this.#step}` });
  }

  /**
   * Continues from a checkpoint of the same model: weights, optimiser state and counters.
   *
   * @returns the `extra` that was stored
   * @throws {ModelError}
   */
  load(bytes: Uint8Array): Readonly<Record<string, string>> {
    const extra = loadState(bytes, this.network.model, this.#state());
    this.#step = Number(extra["step"] ?? 0);
    return extra;
  }

  /**
   * Starts a classifier from a pretext checkpoint: copies `encoder.*` and `bottleneck.*`.
   *
   * @returns number of tensors copied
   * @throws {ModelError} tag `architecture` when the encoders differ
   */
  loadEncoder(bytes: Uint8Array): number {
    const values = encoderValues(bytes, this.network.weights.specs);
    this.network.weights.write(values);
    return values.size;
  }

  /** Frees everything but the device. */
  async destroy(): Promise<void> {
    this.#programs?.destroy();
    this.#created.free();
    await this.evaluation.destroyPrograms();
    await this.network.destroy();
  }
}

/** The options with the savings that the budget asks for. */
function withinBudget(options: TrainerOptions): TrainerOptions {
  const { memoryBudgetBytes, device } = options;
  if (memoryBudgetBytes === undefined) return options;
  requireHead(options);
  const { microBatch, recomputes } = fitMemory(
    options,
    device.adapter,
    memoryBudgetBytes,
    device.choose,
  );
  return { ...options, microBatch, recomputes };
}

/** @throws {ModelError} tag `config` when a classifier has no head */
function requireHead({ task, head }: TrainerOptions): void {
  if (task !== "classify" || head) return;
  throw new ModelError(
    "config",
    'trainer: "head" must be given to classify, but it is missing. Give the preset\'s head.',
  );
}
