// The exponential moving average (EMA) of a model's weights: its memory, its program, its decay.
import { input, ownerOf, type ProgramSpec, readVariable, type Variable } from "@pleura/engine";
import { averageWeights } from "@pleura/kernels";
import { averageName } from "../checkpoint/average-name.ts";
import type { WeightSpec } from "../weights/weight-spec.ts";
import type { RateGroup } from "./optimiser.ts";
import { isEncoderWeight } from "./rate-groups.ts";
import { stateOfUnit, updateUnits } from "./update-units.ts";

/** What an average is of: the trained weights, and the running statistics that training moves. */
export interface Averaged {
  readonly groups: readonly RateGroup[];
  readonly statistics: readonly Variable[];
}

/** The statistics that training moves: all, or those of the head when the encoder is frozen. */
export function movedStatistics(
  specs: ReadonlyMap<string, WeightSpec>,
  variables: ReadonlyMap<string, Variable>,
  freezesEncoder = false,
): readonly Variable[] {
  return [...specs.values()]
    .filter(({ kind, name }) => kind === "statistic" && !(freezesEncoder && isEncoderWeight(name)))
    .map(({ name }) => variables.get(name) as Variable);
}

/**
 * The averages by the name of what they average, in the layout of the weights.
 *
 * @param make makes a variable of zeros with memory of its own
 */
export function layOutAverages(
  { groups, statistics }: Averaged,
  make: (name: string, shape: readonly number[]) => Variable,
): ReadonlyMap<string, Variable> {
  const averages = new Map<string, Variable>();
  for (const unit of groups.flatMap(({ parameters }) => updateUnits(parameters))) {
    stateOfUnit(unit, averageName, make).forEach((variable, index) => {
      averages.set(unit.members[index]?.name ?? "", variable);
    });
  }
  for (const { name, shape } of statistics) averages.set(name, make(averageName(name), shape));
  return averages;
}

/**
 * What ends a step: every average moves by `ema.rate` towards the weight as the step left it.
 *
 * Running statistics are averaged as the weights are, over the same steps: those of the last step alone would belong
 * to other weights than the averaged ones.
 */
export function averageGraph(
  { groups, statistics }: Averaged,
  averages: ReadonlyMap<string, Variable>,
): ProgramSpec & { readonly outputs: Readonly<Record<never, never>> } {
  const rate = input("ema.rate", [1]);
  const units = groups.flatMap(({ parameters }) => updateUnits(parameters));
  const pairs = [
    ...units.map(({ members: [first], variable }) => ({ name: first?.name ?? "", variable })),
    ...statistics.map((variable) => ({ name: variable.name, variable })),
  ];
  const updates = pairs.map(({ name, variable: weight }) => {
    // The averages of a unit's members lie in one variable, as the members do.
    const variable = ownerOf(averages.get(name) as Variable);
    return { variable, value: averageWeights(readVariable(variable), readVariable(weight), rate) };
  });
  return { outputs: {}, updates };
}

/**
 * 1 − decay of a step, counted from 1: decay = min(d, (t − 1) / (t + 8)).
 *
 * The first average is the first step's weights; from then on the decay warms up as (1 + n) / (10 + n) for the n-th
 * average after it, as in TensorFlow's `ExponentialMovingAverage` with `num_updates`, so that the first values are
 * soon forgotten.
 */
export const averageRate = (decay: number, step: number): number =>
  1 - Math.min(decay, (step - 1) / (step + 8));
