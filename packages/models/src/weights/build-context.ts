// What layers need while a model's graph is built: weights by name, mode, and a place for side results.
import {
  input,
  named,
  readVariable,
  type Tensor,
  type Update,
  type Variable,
} from "@pleura/engine";
import type { WeightSpec } from "./weight-spec.ts";

/** Train mode uses batch statistics and dropout; eval mode uses running statistics. */
export type Mode = "train" | "eval";

/**
 * Hands out weights while a graph is built and collects what the graph does on the side.
 *
 * With variables it builds a program's graph; without, it records the specs only, so that names and
 * shapes have one source: the model's own code.
 */
export class BuildContext {
  /** u32 [2] (seed, step) that dropout draws its masks from; undefined switches dropout off. */
  readonly randomCounter: Tensor | undefined;
  /** Every weight in the order of first use. */
  readonly specs = new Map<string, WeightSpec>();
  /** New values of running statistics. */
  readonly updates: Update[] = [];
  /** Outputs of named blocks, such as "encoder.0" or "bottleneck". */
  readonly blocks = new Map<string, Tensor>();
  readonly #variables: ReadonlyMap<string, Variable> | undefined;
  #mode: Mode;
  #dropouts = 0;

  constructor(
    mode: Mode,
    variables?: ReadonlyMap<string, Variable>,
    randomCounter?: Tensor | undefined,
  ) {
    this.#mode = mode;
    this.#variables = variables;
    this.randomCounter = randomCounter;
  }

  /** The mode of the layers that are built now. */
  get mode(): Mode {
    return this.#mode;
  }

  /** Builds a part in another mode, such as a frozen encoder in a training graph. */
  inMode<Part>(mode: Mode, build: () => Part): Part {
    const outer = this.#mode;
    this.#mode = mode;
    try {
      return build();
    } finally {
      this.#mode = outer;
    }
  }

  /** False while specs are only recorded. */
  get hasVariables(): boolean {
    return this.#variables !== undefined;
  }

  /** The tensor of a weight; the first use fixes its spec. */
  weight(spec: WeightSpec): Tensor {
    this.specs.set(spec.name, spec);
    const variable = this.#variables?.get(spec.name);
    return variable ? readVariable(variable) : input(spec.name, spec.shape);
  }

  /** Records the update of a running statistic; without variables there is nothing to update. */
  update(name: string, value: Tensor): void {
    const variable = this.#variables?.get(name);
    if (variable) this.updates.push({ variable, value });
  }

  /** Names a block's output and keeps it for readers such as Score-CAM. */
  block(name: string, output: Tensor): Tensor {
    this.blocks.set(name, output);
    return named(output, name);
  }

  /** A number of its own for each dropout layer, in build order. */
  nextDropout(): number {
    this.#dropouts += 1;
    return this.#dropouts;
  }
}
