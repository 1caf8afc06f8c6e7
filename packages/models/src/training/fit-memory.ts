// Fits a training step in a memory budget: blocks computed again first, then micro-batches.
import {
  type AdapterFacts,
  type ChooseVariant,
  EngineError,
  graphFlops,
  isEngineError,
} from "@pleura/engine";
import { countParameters } from "../weights/describe-weights.ts";
import {
  placeholderVariables,
  planStep,
  type TrainingPlanOptions,
  trainingBlocks,
} from "./plan-training.ts";
import { summarisePlans, type TrainerPlan, totalBytes } from "./trainer-plan.ts";
import { trainingGraph } from "./training-graph.ts";

/** How a step saves memory, and what it then needs. */
export interface MemoryChoice {
  /** Images in memory at once. */
  readonly microBatch: number;
  /** Blocks whose inside is computed again. */
  readonly recomputes: readonly string[];
  readonly plan: TrainerPlan;
  /** Bytes of temporaries and state together. */
  readonly totalBytes: number;
}

/**
 * Most sets of blocks that are planned for one micro-batch: the first descent takes one per block, and the rest only
 * looks for a cheaper set, so that planning stays within seconds.
 */
const mostPlans = 20;

const parametersOf = ({ task, unet, head }: TrainingPlanOptions) =>
  countParameters(unet, task === "classify" ? head : undefined);

/** What a step needs with given savings. */
export function memoryOf(
  options: TrainingPlanOptions,
  adapter: AdapterFacts,
  choose?: ChooseVariant,
): MemoryChoice {
  const { batch, microBatch = batch, recomputes = [] } = options;
  const plan = summarisePlans(planStep(options, adapter, { choose }), parametersOf(options));
  return { microBatch, recomputes, plan, totalBytes: totalBytes(plan) };
}

/** The same, or undefined where a tensor exceeds the adapter's limits. */
function memoryIfPossible(
  options: TrainingPlanOptions,
  adapter: AdapterFacts,
  choose: ChooseVariant | undefined,
) {
  try {
    return memoryOf(options, adapter, choose);
  } catch (error) {
    if (isEngineError(error, "limit")) return undefined;
    throw error;
  }
}

/** Extra floating-point operations of one micro-batch for each block, by name. */
function extraFlops(options: TrainingPlanOptions): ReadonlyMap<string, number> {
  const { batch, microBatch = batch } = options;
  const variables = placeholderVariables(options);
  const flopsOf = (recomputes: readonly string[]) => {
    const spec = trainingGraph({ ...options, batch: microBatch, recomputes }, variables);
    return graphFlops([
      ...Object.values(spec.outputs),
      ...(spec.updates ?? []).map(({ value }) => value),
    ]);
  };
  const plain = flopsOf([]);
  return new Map(trainingBlocks(options).map((name) => [name, flopsOf([name]) - plain]));
}

/**
 * The set of blocks of least extra work with which a step fits; undefined when it does not even with all.
 *
 * Depth-first over the blocks from the costliest: a branch keeps as much as fits and is left when it costs more than
 * the best set found, on the assumption that computing more again never needs more memory.
 */
function cheapestSet(
  options: TrainingPlanOptions,
  adapter: AdapterFacts,
  budgetBytes: number,
  choose: ChooseVariant | undefined,
): MemoryChoice | undefined {
  const extra = extraFlops(options);
  const names = [...extra.keys()].sort((a, b) => (extra.get(b) ?? 0) - (extra.get(a) ?? 0));
  const all = trainingBlocks(options);
  let plans = 0;
  let best: MemoryChoice | undefined;
  let least = Number.POSITIVE_INFINITY;
  const fitting = (kept: ReadonlySet<string>) => {
    plans += 1;
    const recomputes = all.filter((name) => !kept.has(name));
    const found = memoryIfPossible({ ...options, recomputes }, adapter, choose);
    return found && found.totalBytes <= budgetBytes ? found : undefined;
  };
  const descend = (index: number, kept: ReadonlySet<string>, found: MemoryChoice, cost: number) => {
    if (cost >= least) return;
    const name = names[index];
    if (name === undefined) {
      best = found;
      least = cost;
      return;
    }
    const more = new Set([...kept, name]);
    const without = plans < mostPlans ? fitting(more) : undefined;
    if (without) descend(index + 1, more, without, cost);
    descend(index + 1, kept, found, cost + (extra.get(name) ?? 0));
  };
  const start = fitting(new Set());
  if (start) descend(0, new Set(), start, 0);
  return best;
}

/** Micro-batches to try: what was asked for, or every divisor of the batch from the largest. */
function microBatchesToTry({ batch, microBatch }: TrainingPlanOptions): readonly number[] {
  if (microBatch !== undefined) return [microBatch];
  const counts = Array.from({ length: batch }, (_, index) => batch - index);
  return counts.filter((count) => batch % count === 0);
}

/**
 * The savings with which a step fits in a budget: none if it fits as it is; else the blocks of least extra work that
 * are computed again; else the largest micro-batch with which that is possible. Equal questions get equal answers.
 *
 * @param options with `microBatch` when it must stay as it is
 * @param choose picks among kernel variants, whose scratch space differs; without it the built-in tables do
 * @throws {EngineError} tag `limit` naming the least budget that would do
 */
export function fitMemory(
  options: TrainingPlanOptions,
  adapter: AdapterFacts,
  budgetBytes: number,
  choose?: ChooseVariant,
): MemoryChoice {
  let least = Number.POSITIVE_INFINITY;
  for (const microBatch of microBatchesToTry(options)) {
    const part = { ...options, microBatch, recomputes: [] };
    const plain = memoryIfPossible(part, adapter, choose);
    if (plain && plain.totalBytes <= budgetBytes) return plain;
    const all = memoryIfPossible({ ...part, recomputes: trainingBlocks(options) }, adapter, choose);
    const fewest = Math.min(plain?.totalBytes ?? least, all?.totalBytes ?? least);
    least = Math.min(least, fewest);
    if (all && all.totalBytes <= budgetBytes)
      return cheapestSet(part, adapter, budgetBytes, choose) ?? all;
  }
  if (least === Number.POSITIVE_INFINITY) return memoryOf(options, adapter, choose);
  throw new EngineError(
    "limit",
    `memory budget: a step must fit in ${budgetBytes} bytes, but the least it needs is ${least} bytes, with blocks ` +
      `computed again and the smallest micro-batch. Give a budget of ${least} bytes or more, or a smaller image ` +
      "size or width.",
    { budgetBytes, least },
  );
}
