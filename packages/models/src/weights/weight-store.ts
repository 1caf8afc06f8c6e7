// A model's weights on a device: made from specs, read and written by name.
import {
  createVariable,
  type Device,
  destroyVariable,
  elementCount,
  type Numbers,
  readVariables,
  type Variable,
  writeVariable,
} from "@pleura/engine";
import { ModelError } from "../model-error.ts";
import { initialise } from "./initialise.ts";
import { layOutWeights } from "./lay-out-weights.ts";
import type { WeightSpec } from "./weight-spec.ts";

function missingWeight(name: string): ModelError {
  return new ModelError(
    "architecture",
    `weights: "${name}" must be given, but it is missing. Give values of the same architecture.`,
  );
}

/** Variables of a model by name, with their specs. */
export class WeightStore {
  readonly specs: ReadonlyMap<string, WeightSpec>;
  readonly variables: ReadonlyMap<string, Variable>;

  /**
   * @param first the seed that first values are drawn from, or all values by name
   * @throws {ModelError} tag `architecture` when values are given, but not for every weight
   * @throws {EngineError} tags `shape`, `limit`; nothing stays allocated
   */
  constructor(
    device: Device,
    specs: ReadonlyMap<string, WeightSpec>,
    first: number | ReadonlyMap<string, Numbers>,
  ) {
    this.specs = specs;
    const made: Variable[] = [];
    const firstValue = (spec: WeightSpec) => {
      const value = typeof first === "number" ? initialise(spec, first) : first.get(spec.name);
      if (!value) throw missingWeight(spec.name);
      return value;
    };
    try {
      this.variables = layOutWeights(specs.values(), (name, shape) => {
        const spec = specs.get(name);
        const value = spec ? firstValue(spec) : new Float32Array(elementCount(shape));
        const variable = createVariable(device, name, shape, value);
        made.push(variable);
        return variable;
      });
      for (const spec of specs.values()) {
        const variable = this.variables.get(spec.name);
        if (variable?.within) writeVariable(variable, firstValue(spec));
      }
    } catch (error) {
      for (const variable of made) destroyVariable(variable);
      throw error;
    }
  }

  /** Number of trained values. */
  get parameterCount(): number {
    let count = 0;
    for (const { kind, shape } of this.specs.values()) {
      if (kind === "parameter") count += elementCount(shape);
    }
    return count;
  }

  /** Variables of trained weights, in spec order. */
  get parameters(): readonly Variable[] {
    return [...this.specs.values()]
      .filter(({ kind }) => kind === "parameter")
      .map(({ name }) => this.variables.get(name) as Variable);
  }

  /** Reads all values. */
  async read(): Promise<ReadonlyMap<string, Numbers>> {
    const names = [...this.variables.keys()];
    const values = await readVariables([...this.variables.values()]);
    return new Map(names.map((name, index) => [name, values[index] as Numbers]));
  }

  /** Replaces values by name; names that the model lacks are ignored. */
  write(values: ReadonlyMap<string, Numbers>): void {
    for (const [name, value] of values) {
      const variable = this.variables.get(name);
      if (variable) writeVariable(variable, value);
    }
  }

  /** Frees the device memory. */
  destroy(): void {
    for (const variable of this.variables.values()) destroyVariable(variable);
  }
}
