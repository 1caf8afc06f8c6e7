// The compiled programs of a training step: one, or a micro-batch's and the update's; and the weights' average's.
import {
  compile,
  createVariable,
  type Device,
  destroyVariable,
  elementCount,
  type Feeds,
  type Numbers,
  type PlanOptions,
  type Program,
  type ProgramSpec,
  type Variable,
} from "@pleura/engine";
import { ModelError } from "../model-error.ts";
import {
  microBatchGraph,
  type Totals,
  type TrainingGraphOptions,
  type TrainingVariables,
  trainingGraph,
  updateGraph,
} from "./training-graph.ts";
import { averageGraph } from "./weight-average.ts";

/**
 * Number of micro-batches of a step.
 *
 * @throws {ModelError} tag `config` when the micro-batch does not divide the batch
 */
export function microBatchesOf({
  batch,
  microBatch = batch,
}: Pick<TrainingGraphOptions, "batch" | "microBatch">): number {
  if (batch % microBatch === 0) return batch / microBatch;
  const divisors = Array.from({ length: batch }, (_, i) => i + 1).filter((n) => batch % n === 0);
  throw new ModelError(
    "config",
    `trainer: "microBatch" must divide the batch of ${batch}, but it is ${microBatch}. ` +
      `Give one of ${divisors.join(", ")}.`,
  );
}

/** Names of the totals that a step in micro-batches keeps: of the loss and of each weight's gradient. */
export const totalNames = {
  loss: "micro.loss",
  of: (weight: string) => `micro.${weight}`,
} as const;

/** What a step needs from the host. */
export interface StepFeeds {
  /** Values of the whole batch, images first along each. */
  readonly images: Feeds;
  /** Learning rates. */
  readonly hyper: Feeds;
  /** Rate of the weights' average. */
  readonly average: Feeds;
}

/** Makes variables for the totals; when it fails, nothing stays allocated. */
function createTotals(device: Device, { groups }: TrainingVariables): Totals & { free(): void } {
  const made: Variable[] = [];
  const make = (name: string, shape: readonly number[]) => {
    const variable = createVariable(device, name, shape, new Float32Array(elementCount(shape)));
    made.push(variable);
    return variable;
  };
  const free = () => made.forEach(destroyVariable);
  try {
    const weights = groups.flatMap(({ parameters }) => parameters);
    return {
      loss: make(totalNames.loss, []),
      gradients: new Map(weights.map((w) => [w, make(totalNames.of(w.name), w.shape)])),
      free,
    };
  } catch (error) {
    free();
    throw error;
  }
}

interface MadePrograms {
  readonly main: Program;
  readonly update: Program | undefined;
  readonly average: Program | undefined;
}

/** A step ready to be submitted. Make it with `StepPrograms.create`. */
export class StepPrograms {
  /** The whole step, or one micro-batch of it. */
  readonly main: Program;
  /** What ends a step in micro-batches. */
  readonly update: Program | undefined;
  /** What moves the weights' average after a step. */
  readonly average: Program | undefined;
  readonly #microBatches: number;
  readonly #classWeights: readonly number[] | undefined;
  readonly #free: () => void;

  private constructor(
    programs: MadePrograms,
    {
      microBatches,
      classWeights,
    }: { microBatches: number; classWeights?: readonly number[] | undefined },
    free: () => void,
  ) {
    this.main = programs.main;
    this.update = programs.update;
    this.average = programs.average;
    this.#microBatches = microBatches;
    this.#classWeights = microBatches > 1 ? classWeights : undefined;
    this.#free = free;
  }

  /** Compiles the step; when it fails, nothing stays allocated. */
  static async create(
    device: Device,
    options: TrainingGraphOptions,
    variables: TrainingVariables,
    planOptions: PlanOptions,
  ): Promise<StepPrograms> {
    const microBatches = microBatchesOf(options);
    const totals = microBatches === 1 ? undefined : createTotals(device, variables);
    const made: Program[] = [];
    const make = async (spec: ProgramSpec): Promise<Program> => {
      const program = await compile(device, spec, planOptions);
      made.push(program);
      return program;
    };
    try {
      const { averages } = variables;
      const main = await make(
        totals ? microBatchGraph(options, variables, totals) : trainingGraph(options, variables),
      );
      const update = totals && (await make(updateGraph(options, variables, totals)));
      const average = averages && (await make(averageGraph(variables, averages)));
      const free = () => totals?.free();
      const { classWeights } = options;
      return new StepPrograms({ main, update, average }, { microBatches, classWeights }, free);
    } catch (error) {
      for (const program of made) program.destroy();
      totals?.free();
      throw error;
    }
  }

  /** The feeds of micro-batch `index`. */
  microFeeds(images: Feeds, index: number): Feeds {
    const parts = Object.entries(images).map(([name, numbers]) => {
      const length = numbers.length / this.#microBatches;
      return [name, numbers.subarray(index * length, (index + 1) * length)] as const;
    });
    const feeds = Object.fromEntries(parts);
    const start = { "micro.start": Uint32Array.of(index === 0 ? 1 : 0) };
    const weightOf = (labels: Numbers | undefined) =>
      Array.from(labels ?? []).reduce((sum, label) => sum + (this.#classWeights?.[label] ?? 0), 0);
    if (!this.#classWeights) return { ...feeds, ...start };
    const share = weightOf(feeds["labels"]) / weightOf(images["labels"]);
    return { ...feeds, ...start, "micro.share": Float32Array.of(share) };
  }

  /** Submits a step: once, or once per micro-batch, the last one together with the update; then the average. */
  submit({ images, hyper, average }: StepFeeds) {
    const submitted = this.#submitStep(images, hyper);
    this.average?.submit(average);
    return submitted;
  }

  #submitStep(images: Feeds, hyper: Feeds) {
    if (!this.update) return this.main.submit({ ...images, ...hyper });
    const last = this.#microBatches - 1;
    for (let index = 0; index < last; index++) this.main.submit(this.microFeeds(images, index));
    return this.update.submitAfter(this.main, this.microFeeds(images, last), hyper);
  }

  /** Frees the programs and the totals. */
  destroy(): void {
    this.main.destroy();
    this.update?.destroy();
    this.average?.destroy();
    this.#free();
  }
}
