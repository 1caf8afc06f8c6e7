// A model's weights on a device: made from specs, read and written by name.
import {
  createVariable,
  type Device,
  destroyVariable,
  type Numbers,
  readVariables,
  type Variable,
  writeVariable,
} from "@pleura/engine";
import { initialise } from "./initialise.ts";
import type { WeightSpec } from "./weight-spec.ts";

/** Variables of a model by name, with their specs. */
export class WeightStore {
  readonly specs: ReadonlyMap<string, WeightSpec>;
  readonly variables: ReadonlyMap<string, Variable>;

  constructor(device: Device, specs: ReadonlyMap<string, WeightSpec>, seed: number) {
    this.specs = specs;
    const variables = new Map<string, Variable>();
    for (const [name, spec] of specs) {
      variables.set(name, createVariable(device, name, spec.shape, initialise(spec, seed)));
    }
    this.variables = variables;
  }

  /** Number of trained values. */
  get parameterCount(): number {
    let count = 0;
    for (const { kind, shape } of this.specs.values()) {
      if (kind === "parameter") count += shape.reduce((product, size) => product * size, 1);
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
