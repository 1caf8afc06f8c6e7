// The memory of a plan: places for its temporaries, bytes by what holds them, and the budget.
import { EngineError } from "../error.ts";
import { bytesOf, type TensorType } from "../graph/tensor-type.ts";
import type { Variable } from "../runtime/variable.ts";
import { ownerOf } from "../runtime/variable-part.ts";
import { placeLifetimes } from "./place.ts";
import type { Storage, TemporaryStorage } from "./storage.ts";

/** Bytes that a program needs besides its temporaries. */
export interface StateBytes {
  /** Parameters, moments, statistics, counters. Other programs may share them. */
  readonly variables: number;
  readonly inputs: number;
  readonly constants: number;
  /** One copy of the outputs; each run that waits to be read has its own. */
  readonly results: number;
}

/** Bytes of everything a program holds except temporaries. */
export function stateBytesOf(
  lasting: readonly Storage[],
  variables: ReadonlySet<Variable>,
  outputs: readonly TensorType[],
): StateBytes {
  const bytesOfKind = (wanted: Storage["kind"]) =>
    lasting.reduce((sum, { kind, sizeBytes }) => sum + (kind === wanted ? sizeBytes : 0), 0);
  return {
    variables: bytesOf(...new Set([...variables].map(ownerOf))),
    inputs: bytesOfKind("input"),
    constants: bytesOfKind("constant"),
    results: bytesOf(...outputs),
  };
}

/**
 * Gives every temporary its place.
 *
 * @param guardBytes unused bytes after each; above 0 no two temporaries share bytes, so that a
 * write out of bounds is never hidden by a later tenant of the same place
 */
export function placeTemporaries(
  temporaries: readonly TemporaryStorage[],
  guardBytes: number,
  limitBytes: number,
): { arenaBytes: readonly number[]; lowerBoundBytes: number } {
  const isGuarded = guardBytes > 0;
  const lifetimes = temporaries.map(({ sizeBytes, first, last }) => ({
    sizeBytes: sizeBytes + guardBytes,
    first: isGuarded ? 0 : first,
    last: isGuarded ? Number.MAX_SAFE_INTEGER - 1 : last,
  }));
  const { places, arenaBytes, lowerBoundBytes } = placeLifetimes(lifetimes, limitBytes);
  temporaries.forEach((storage, index) => {
    Object.assign(storage, places[index]);
  });
  return { arenaBytes, lowerBoundBytes };
}

/** @throws {EngineError} tag `limit` when temporaries and state together exceed the budget */
export function refuseOverBudget(
  temporaryBytes: number,
  { variables, inputs, constants, results }: StateBytes,
  budgetBytes: number | undefined,
): void {
  const total = temporaryBytes + variables + inputs + constants + results;
  if (budgetBytes === undefined || total <= budgetBytes) return;
  throw new EngineError(
    "limit",
    `memory plan: a program must fit in the budget of ${budgetBytes} bytes, but it needs ${total} ` +
      `(temporaries ${temporaryBytes}, variables ${variables}, inputs ${inputs}, constants ` +
      `${constants}, results ${results}). Use a smaller batch or image size, or raise the budget.`,
    { total, budgetBytes },
  );
}
