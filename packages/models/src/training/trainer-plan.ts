// The size and memory of a training step, from the plans of its programs.
import { bytesOf, ownerOf, type Plan, type StateBytes, type Work } from "@pleura/engine";

/** Size and memory of a step. */
export interface TrainerPlan {
  /** Launches of one step. */
  readonly launches: number;
  /** Launches of one step, and the bytes that they read and write. */
  readonly work: Work;
  /** The least that the step's graph asks for, see the engine's `Plan`. */
  readonly fewest: Work;
  /** Bytes of the temporaries. */
  readonly peakBytes: number;
  /** Bytes of everything else that the step holds. */
  readonly stateBytes: StateBytes;
  /** The fewest bytes of temporaries that any placement needs in the chosen order. */
  readonly lowerBoundBytes: number;
  readonly parameters: number;
  /** Floating-point operations of one step, by the ops' cost rules. */
  readonly flops: number;
}

/**
 * The plans of a step: of the whole, or of a micro-batch that runs several times and of the update after it; and of
 * the weights' average, where one is kept.
 */
export interface StepPlans {
  readonly main: Plan;
  readonly update?: Plan | undefined;
  readonly average?: Plan | undefined;
  /** Runs of `main` per step. */
  readonly runs: number;
}

/** Bytes of temporaries, variables, inputs, constants and results together. */
export function totalBytes({
  peakBytes,
  stateBytes,
}: Pick<TrainerPlan, "peakBytes" | "stateBytes">) {
  const { variables, inputs, constants, results } = stateBytes;
  return peakBytes + variables + inputs + constants + results;
}

const flopsOf = ({ launches }: Plan) => launches.reduce((sum, { cost }) => sum + cost.flops, 0);

/** Sums over the programs of a step; variables that both use count once. */
export function summarisePlans(
  { main, update, average, runs }: StepPlans,
  parameters: number,
): TrainerPlan {
  const ends = [update, average].filter((plan) => plan !== undefined);
  const plans = [main, ...ends];
  const sum = (of: (plan: Plan) => number) => plans.reduce((total, plan) => total + of(plan), 0);
  // Weights that lie in one variable are parts of it: its memory counts once, whatever reads which of them.
  const variables = new Set(plans.flatMap((plan) => plan.variables.map(ownerOf)));
  const perStep = (of: (plan: Plan) => number) =>
    ends.reduce((total, plan) => total + of(plan), runs * of(main));
  const workOf = (of: (plan: Plan) => Work): Work => ({
    launches: perStep((plan) => of(plan).launches),
    bytes: perStep((plan) => of(plan).bytes),
  });
  const work = workOf((plan) => plan.work);
  return {
    work,
    fewest: workOf(({ fewest }) => fewest),
    launches: work.launches,
    peakBytes: sum(({ peakBytes }) => peakBytes),
    lowerBoundBytes: sum(({ lowerBoundBytes }) => lowerBoundBytes),
    stateBytes: {
      variables: bytesOf(...variables),
      inputs: sum(({ stateBytes }) => stateBytes.inputs),
      constants: sum(({ stateBytes }) => stateBytes.constants),
      results: sum(({ stateBytes }) => stateBytes.results),
    },
    parameters,
    flops: perStep(flopsOf),
  };
}
