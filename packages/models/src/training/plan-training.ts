// Plans a training step from facts alone: no device, no memory.
import {
  type AdapterFacts,
  type Plan,
  type PlanOptions,
  placeholderVariable,
  plan,
  type Variable,
} from "@pleura/engine";
import { blockNames } from "../unet/config.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { layOutWeights } from "../weights/lay-out-weights.ts";
import { placeholderLossScale } from "./loss-scale.ts";
import { layOutOptimiserState } from "./optimiser.ts";
import { type RateOptions, rateGroups } from "./rate-groups.ts";
import { microBatchesOf, totalNames } from "./step-programs.ts";
import type { StepPlans } from "./trainer-plan.ts";
import {
  microBatchGraph,
  type Totals,
  type TrainingGraphOptions,
  type TrainingVariables,
  trainingGraph,
  updateGraph,
} from "./training-graph.ts";
import { averageGraph, layOutAverages, movedStatistics } from "./weight-average.ts";

/** What a planned training step is made of. */
export type TrainingPlanOptions = TrainingGraphOptions & RateOptions;

/** Names of the blocks of a task whose inside may be computed again, in forward order. */
export function trainingBlocks({
  task,
  unet,
}: Pick<TrainingGraphOptions, "task" | "unet">): readonly string[] {
  const names = blockNames(unet);
  return task === "restore" ? names : names.filter((name) => !name.startsWith("decoder."));
}

/** The variables of a training step, without memory: for plans that never run. */
export function placeholderVariables(options: TrainingPlanOptions): TrainingVariables {
  const head = options.task === "classify" ? options.head : undefined;
  const specs = [...describeWeights(options.unet, head).values()];
  const weights = layOutWeights(specs, (name, shape) => placeholderVariable(name, shape));
  const parameters = specs
    .filter(({ kind }) => kind === "parameter")
    .map(({ name }) => weights.get(name) as Variable);
  const groups = rateGroups(parameters, options);
  const optimiser = layOutOptimiserState(groups, options.optimiser, (name, shape) =>
    placeholderVariable(name, shape),
  );
  const statistics = movedStatistics(
    new Map(specs.map((spec) => [spec.name, spec])),
    weights,
    options.freezesEncoder,
  );
  const averages = options.ema
    ? layOutAverages({ groups, statistics }, (name, shape) => placeholderVariable(name, shape))
    : undefined;
  const counter = placeholderVariable("random.counter", [2], "u32");
  const lossScale = options.precision === "mixed" ? placeholderLossScale() : undefined;
  return { weights, optimiser, counter, groups, statistics, averages, lossScale };
}

/** Totals without memory. */
function placeholderTotals({ groups }: TrainingVariables): Totals {
  const weights = groups.flatMap(({ parameters }) => parameters);
  return {
    loss: placeholderVariable(totalNames.loss, []),
    gradients: new Map(
      weights.map((weight) => [
        weight,
        placeholderVariable(totalNames.of(weight.name), weight.shape),
      ]),
    ),
  };
}

/**
 * The plans of a training step for an adapter: of the whole step, or of a micro-batch and the update; and of the
 * weights' average.
 *
 * @throws {EngineError} tag `limit` when a tensor does not fit the adapter
 */
export function planStep(
  options: TrainingPlanOptions,
  adapter: AdapterFacts,
  planOptions: PlanOptions = {},
): StepPlans {
  const variables = placeholderVariables(options);
  const runs = microBatchesOf(options);
  const { precision = "f32" } = options;
  const planning = { precision, ...planOptions };
  const average = variables.averages
    ? plan(averageGraph(variables, variables.averages), adapter, planning)
    : undefined;
  if (runs === 1) {
    return { main: plan(trainingGraph(options, variables), adapter, planning), average, runs };
  }
  const totals = placeholderTotals(variables);
  return {
    average,
    main: plan(microBatchGraph(options, variables, totals), adapter, planning),
    update: plan(updateGraph(options, variables, totals), adapter, planning),
    runs,
  };
}

/**
 * The plan of a training step, or of one micro-batch of it, for an adapter.
 *
 * @throws {EngineError} tag `limit` when the step does not fit the adapter or the budget
 */
export const planTraining = (
  options: TrainingPlanOptions,
  adapter: AdapterFacts,
  planOptions: PlanOptions = {},
): Plan => planStep(options, adapter, planOptions).main;
