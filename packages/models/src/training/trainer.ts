// The training step of both tasks: compiled once, replayed, with its whole state in checkpoints.
import {
  compile,
  createVariable,
  type Device,
  destroyVariable,
  findNonFinite,
  type Numbers,
  type Program,
  type StateBytes,
  type Variable,
} from "@pleura/engine";
import type { ModelDescription } from "../checkpoint/checkpoint.ts";
import { Network } from "../inference/network.ts";
import { ModelError } from "../model-error.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { WeightStore } from "../weights/weight-store.ts";
import { createOptimiserState, hyperAt, type RateGroup } from "./optimiser.ts";
import { rateGroups } from "./rate-groups.ts";
import { encoderValues, loadState, saveState, type TrainerState } from "./trainer-state.ts";
import { type TrainingGraphOptions, type TrainingSpec, trainingGraph } from "./training-graph.ts";

/** What a trainer trains, and how. */
export interface TrainerOptions extends TrainingGraphOptions {
  readonly device: Device;
  /** Seed of first values and dropout. */
  readonly seed: number;
  /** Factor on the learning rate of encoder and bottleneck. */
  readonly encoderRate?: number;
  /** Factor per block away from the head, on top of `encoderRate`. */
  readonly layerDecay?: number;
  readonly memoryBudgetBytes?: number;
}

/** Numbers of one step: exactly `batch` images `[inChannels, size, size]`, and grey targets or labels. */
export interface TrainFeed {
  readonly images: Float32Array;
  readonly targets?: Float32Array;
  readonly labels?: Uint32Array;
  readonly learningRate: number;
}

/** What a step reports. The gradient norm is before clipping. */
export interface StepResult {
  readonly loss: number;
  readonly gradientNorm: number;
}

/** Size and memory of the compiled step. */
export interface TrainerPlan {
  readonly launches: number;
  /** Bytes of the temporaries. */
  readonly peakBytes: number;
  /** Bytes of everything else that the step holds. */
  readonly stateBytes: StateBytes;
  readonly lowerBoundBytes: number;
  readonly parameters: number;
  readonly flops: number;
}

/** Trains one model. Make it with `Trainer.create`. */
export class Trainer {
  readonly network: Network;
  readonly #options: TrainerOptions;
  readonly #optimiserState: ReadonlyMap<string, Variable>;
  readonly #counter: Variable;
  readonly #groups: readonly RateGroup[];
  #program: Program | undefined;
  #step = 0;

  private constructor(options: TrainerOptions) {
    this.#options = options;
    const { device, task, seed, unet: config, head, size, batch } = options;
    const description: ModelDescription =
      task === "classify"
        ? { kind: "classifier", unet: config, head, size }
        : { kind: "pretext", unet: config, size };
    if (task === "classify" && !head) {
      throw new ModelError(
        "config",
        'trainer: "head" must be given to classify, but it is missing. Give the preset\'s head.',
      );
    }
    const weights = new WeightStore(device, describeWeights(config, description.head), seed);
    this.network = new Network(device, description, weights, batch);
    this.#groups = rateGroups(weights.parameters, options);
    const trained = this.#groups.flatMap(({ parameters }) => parameters);
    try {
      this.#optimiserState = createOptimiserState(device, trained, options.optimiser);
    } catch (error) {
      weights.destroy();
      throw error;
    }
    this.#counter = createVariable(device, "random.counter", [2], Uint32Array.of(seed >>> 0, 0));
  }

  /**
   * Makes the model, its optimiser and the compiled step. When it fails, nothing stays allocated.
   *
   * @throws {EngineError} tag `limit` when a tensor or the plan does not fit the adapter or the budget
   * @throws {ModelError} tag `config` when the model's configuration is none, or a classifier has no head
   */
  static async create(options: TrainerOptions): Promise<Trainer> {
    const trainer = new Trainer(options);
    const { memoryBudgetBytes } = options;
    const budget = memoryBudgetBytes === undefined ? {} : { memoryBudgetBytes };
    try {
      trainer.#program = await compile(options.device, trainer.#trainingGraph(), budget);
    } catch (error) {
      await trainer.destroy();
      throw error;
    }
    return trainer;
  }

  /** Steps submitted so far. */
  get step(): number {
    return this.#step;
  }

  /** Size and memory of the compiled step. */
  get plan(): TrainerPlan {
    const plan = this.program.plan;
    return {
      launches: plan.launches.length,
      peakBytes: plan.peakBytes,
      stateBytes: plan.stateBytes,
      lowerBoundBytes: plan.lowerBoundBytes,
      parameters: this.network.weights.parameterCount,
      flops: plan.launches.reduce((sum, { cost }) => sum + cost.flops, 0),
    };
  }

  /** The compiled step, for benches and profiles. */
  get program(): Program {
    if (!this.#program) throw new ModelError("internal", "internal: the trainer has no program");
    return this.#program;
  }

  #trainingGraph(): TrainingSpec {
    return trainingGraph(this.#options, {
      weights: this.network.weights.variables,
      optimiser: this.#optimiserState,
      counter: this.#counter,
      groups: this.#groups,
    });
  }

  #feeds(feed: TrainFeed, step: number): Record<string, Numbers> {
    const feeds: Record<string, Numbers> = { images: feed.images };
    if (feed.targets) feeds["targets"] = feed.targets;
    if (feed.labels) feeds["labels"] = feed.labels;
    for (const { name, scale } of this.#groups) {
      feeds[`hyper.${name}`] = hyperAt(this.#options.optimiser, scale * feed.learningRate, step);
    }
    return feeds;
  }

  /**
   * Submits one step and returns at once. Submit step k before reading k − 1 to keep the device busy.
   * A step that is refused is not counted.
   */
  submit(feed: TrainFeed): { read(): Promise<StepResult> } {
    const submitted = this.program.submit(this.#feeds(feed, this.#step + 1));
    this.#step += 1;
    return {
      async read() {
        const { loss, gradientNorm } = await submitted.read();
        return { loss: loss?.[0] ?? Number.NaN, gradientNorm: gradientNorm?.[0] ?? Number.NaN };
      },
    };
  }

  /**
   * Names the tensor that is not finite when the step runs on `feed` with the weights as they are.
   * A step with a non-finite gradient does not change weights, so this can be asked afterwards.
   */
  async nameNonFinite(feed: TrainFeed): Promise<string> {
    const { device } = this.#options;
    const { outputs } = this.#trainingGraph();
    const program = await compile(device, { outputs }, { keepsEverything: true });
    try {
      const name = await findNonFinite(device, program, this.#feeds(feed, this.#step));
      return name ?? "no tensor: the step is finite when it is repeated";
    } finally {
      program.destroy();
    }
  }

  #state(): TrainerState {
    const counter: [string, Variable] = [this.#counter.name, this.#counter];
    return new Map([...this.network.weights.variables, ...this.#optimiserState, counter]);
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
    this.#program?.destroy();
    for (const variable of this.#optimiserState.values()) destroyVariable(variable);
    destroyVariable(this.#counter);
    await this.network.destroy();
  }
}
