// The variables of a training step on a device: moments, averages, the dropout counter, the loss scale.
import {
  createVariable,
  type Device,
  destroyVariable,
  elementCount,
  type Shape,
  type Variable,
} from "@pleura/engine";
import { averageName } from "../checkpoint/average-name.ts";
import type { WeightStore } from "../weights/weight-store.ts";
import { createLossScale, defaultLossScaling, destroyLossScale } from "./loss-scale.ts";
import { layOutOptimiserState } from "./optimiser.ts";
import { type RateOptions, rateGroups } from "./rate-groups.ts";
import type { TrainerState } from "./trainer-state.ts";
import type { TrainingGraphOptions, TrainingVariables } from "./training-graph.ts";
import { layOutAverages, movedStatistics } from "./weight-average.ts";

/** A step's variables and how to free all but the weights. */
export interface CreatedVariables {
  readonly variables: TrainingVariables;
  free(): void;
}

/** Makes the variables of a step beside the weights. When it fails, nothing of them stays allocated. */
export function createVariables(
  device: Device,
  options: TrainingGraphOptions & RateOptions & { readonly seed: number },
  weights: WeightStore,
): CreatedVariables {
  const { optimiser: config, ema, seed, freezesEncoder, precision, lossScaling } = options;
  const made: Variable[] = [];
  const keep = (variable: Variable) => {
    made.push(variable);
    return variable;
  };
  const make = (name: string, shape: Shape) =>
    keep(createVariable(device, name, shape, new Float32Array(elementCount(shape))));
  const freeMade = () => made.forEach(destroyVariable);
  try {
    const groups = rateGroups(weights.parameters, options);
    const statistics = movedStatistics(weights.specs, weights.variables, freezesEncoder);
    const optimiser = layOutOptimiserState(groups, config, make);
    const averages = ema ? layOutAverages({ groups, statistics }, make) : undefined;
    const first = Uint32Array.of(seed >>> 0, 0);
    const counter = keep(createVariable(device, "random.counter", [2], first));
    const lossScale =
      precision === "mixed"
        ? createLossScale(device, lossScaling ?? defaultLossScaling)
        : undefined;
    return {
      variables: {
        ...{ weights: weights.variables, optimiser, counter, groups },
        ...{ statistics, averages, lossScale },
      },
      free() {
        freeMade();
        if (lossScale) destroyLossScale(lossScale);
      },
    };
  } catch (error) {
    freeMade();
    throw error;
  }
}

/** Everything that a step reads and changes, by the name in a checkpoint. */
export function stateOf(variables: TrainingVariables): TrainerState {
  const { weights, optimiser, averages = new Map(), counter, lossScale } = variables;
  const more = [counter, ...Object.values<Variable>({ ...lossScale })];
  return new Map([
    ...weights,
    ...optimiser,
    ...[...averages].map(([name, variable]) => [averageName(name), variable] as const),
    ...more.map((variable) => [variable.name, variable] as const),
  ]);
}
