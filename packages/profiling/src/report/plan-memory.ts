// The memory of a plan as plain numbers: every temporary with its place and life, and what is alive when.
import type { Plan, Work } from "@pleura/engine";
import { sum } from "./quantile.ts";

/** A temporary: bytes at an offset of an arena, from its first launch to its last. */
export interface TemporaryEntry {
  readonly label: string;
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
  readonly arena: number;
  readonly offset: number;
  /** Of the tensor that it was made for. */
  readonly shape: readonly number[];
}

/** The memory of one program. */
export interface PlanMemory {
  readonly launches: number;
  /** Launches and bytes of a run, and the least that the graph asks for. */
  readonly work: Work;
  readonly fewest: Work;
  readonly arenaBytes: readonly number[];
  readonly peakBytes: number;
  /** The largest sum of bytes alive at once: no placement needs less. */
  readonly lowerBoundBytes: number;
  readonly variableBytes: number;
  readonly inputBytes: number;
  readonly constantBytes: number;
  readonly resultBytes: number;
  readonly temporaries: readonly TemporaryEntry[];
  /** Bytes of temporaries alive at each launch. */
  readonly liveBytes: readonly number[];
}

/** The memory of a plan. */
export function planMemory(plan: Plan): PlanMemory {
  const { launches, temporaries, arenaBytes, peakBytes, lowerBoundBytes, stateBytes } = plan;
  const entries = temporaries.map(({ label, sizeBytes, first, last, arena, offset, shape }) => ({
    ...{ label, bytes: sizeBytes, first, arena, offset, shape },
    // What is read back lives one launch longer than there are launches.
    last: Math.min(last, launches.length - 1),
  }));
  return {
    launches: launches.length,
    work: plan.work,
    fewest: plan.fewest,
    ...{ arenaBytes, peakBytes, lowerBoundBytes },
    variableBytes: stateBytes.variables,
    inputBytes: stateBytes.inputs,
    constantBytes: stateBytes.constants,
    resultBytes: stateBytes.results,
    temporaries: entries,
    liveBytes: launches.map((_, index) =>
      sum(
        entries
          .filter(({ first, last }) => first <= index && index <= last)
          .map(({ bytes }) => bytes),
      ),
    ),
  };
}
