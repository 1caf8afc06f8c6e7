// The memory plan of a training step as plain numbers: the chosen one, the alternatives, what is alive at the peak.
import type { AdapterFacts, ChooseVariant, Plan } from "@pleura/engine";
import {
  fitMemory,
  type MemoryChoice,
  memoryOf,
  planStep,
  type TrainerPlan,
  type TrainingPlanOptions,
  trainingBlocks,
} from "@pleura/models";

/** One way to run the step. */
export interface PlanRow {
  readonly microBatch: number;
  readonly recomputes: readonly string[];
  /** Bytes of temporaries and state together; undefined where a tensor exceeds the adapter's limits. */
  readonly totalBytes?: number;
  readonly plan?: TrainerPlan;
  /** Flops over those of the plain step. */
  readonly flopsRatio?: number;
  /** Why it cannot be done. */
  readonly refusal?: string;
}

/** A temporary that is alive at the peak. */
export interface PeakTensor {
  readonly label: string;
  readonly bytes: number;
  readonly shape: readonly number[];
}

/** Everything that `pleura plan` prints. */
export interface PlanReport {
  readonly adapter: string;
  /** True when no GPU was opened. */
  readonly isBaseline: boolean;
  readonly task: "restore" | "classify";
  readonly size: number;
  readonly batch: number;
  readonly chosen: MemoryChoice;
  readonly alternatives: readonly PlanRow[];
  /** The largest first. */
  readonly peakTensors: readonly PeakTensor[];
  /** Label of the launch at the peak. */
  readonly peakAt: string;
}

/** What a report is made for. */
export interface PlanQuestion {
  readonly options: TrainingPlanOptions;
  readonly adapter: AdapterFacts;
  readonly isBaseline: boolean;
  readonly budgetBytes?: number | undefined;
  readonly choose?: ChooseVariant | undefined;
}

/** Most tensors of the peak that are listed. */
const mostTensors = 12;

/** The launch with the most bytes alive, and what is alive there. */
function peakOf({ launches, temporaries }: Plan) {
  const alive = launches.map((_, at) =>
    temporaries
      .filter(({ first, last }) => first <= at && at <= last)
      .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
  const at = alive.indexOf(Math.max(...alive));
  const tensors = temporaries
    .filter(({ first, last }) => first <= at && at <= last)
    .map(({ label, sizeBytes, shape }) => ({ label, bytes: sizeBytes, shape }))
    .sort((a, b) => b.bytes - a.bytes);
  return { peakAt: launches[at]?.label ?? "", peakTensors: tensors.slice(0, mostTensors) };
}

/** The batch whole, halved, and so on, as far as it divides. */
function microBatches({ batch, microBatch }: TrainingPlanOptions): readonly number[] {
  if (microBatch !== undefined) return [microBatch];
  const sizes: number[] = [];
  for (let size = batch; ; size /= 2) {
    sizes.push(size);
    if (size % 2 !== 0) return sizes;
  }
}

function alternativesOf({ options, adapter, choose }: PlanQuestion): readonly PlanRow[] {
  const rows = microBatches(options).flatMap((microBatch) =>
    [[], trainingBlocks(options)].map((recomputes): PlanRow => {
      try {
        return memoryOf({ ...options, microBatch, recomputes }, adapter, choose);
      } catch (error) {
        if ((error as { tag?: unknown }).tag !== "limit") throw error;
        return { microBatch, recomputes, refusal: (error as Error).message };
      }
    }),
  );
  const plain = rows.find(({ plan, recomputes }) => plan && recomputes.length === 0)?.plan?.flops;
  return rows.map((row) =>
    row.plan && plain !== undefined ? { ...row, flopsRatio: row.plan.flops / plain } : row,
  );
}

/**
 * Plans a step in every way that is offered and chooses one.
 *
 * @throws {EngineError} tag `limit` when nothing fits the adapter or the budget
 */
export function planReport(question: PlanQuestion): PlanReport {
  const { options, adapter, isBaseline, budgetBytes, choose } = question;
  const chosen =
    budgetBytes === undefined
      ? memoryOf(options, adapter, choose)
      : fitMemory(options, adapter, budgetBytes, choose);
  const { microBatch, recomputes } = chosen;
  const { main } = planStep({ ...options, microBatch, recomputes }, adapter, { choose });
  const { task, size, batch } = options;
  return {
    ...{ adapter: adapter.description, isBaseline, task, size, batch, chosen },
    alternatives: alternativesOf(question),
    ...peakOf(main),
  };
}
