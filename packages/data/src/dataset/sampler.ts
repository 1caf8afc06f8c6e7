// Which samples a training step sees: a function of the step number, with no state to save.

import { shuffledOrder } from "../random/shuffled-order.ts";
import { RANDOM_OPS } from "../random/stream.ts";

/** What to sample from. */
export interface SamplerOptions {
  /** Number of samples (≥ 1). */
  readonly count: number;
  readonly seed: number;
  /** Class number of each sample; when given, every epoch holds each class equally often. */
  readonly labels?: ArrayLike<number>;
}

/**
 * The samples of an epoch in order: a permutation of 0 … count − 1.
 *
 * With labels, each class is cycled through in its own shuffled order until it has as many places
 * as the largest class has samples.
 */
export function epochOrder({ count, seed, labels }: SamplerOptions, epoch: number): Uint32Array {
  if (labels === undefined) return shuffledOrder(count, seed, epoch);
  const shuffled = shuffledOrder(count, seed, epoch);
  const byClass = new Map<number, number[]>();
  for (const sample of shuffled) {
    const label = labels[sample] ?? -1;
    const group = byClass.get(label);
    if (group === undefined) byClass.set(label, [sample]);
    else group.push(sample);
  }
  const groups = [...byClass.keys()].sort((a, b) => a - b).map((label) => byClass.get(label) ?? []);
  const largest = Math.max(...groups.map((group) => group.length));
  const places = shuffledOrder(largest * groups.length, seed, epoch, RANDOM_OPS.classPlaces);
  return places.map((place) => {
    const group = groups[place % groups.length] ?? [];
    return group[Math.floor(place / groups.length) % group.length] ?? 0;
  });
}

/** Full batches in an epoch; a rest smaller than a batch waits for another epoch's order. */
export function stepsPerEpoch(options: SamplerOptions, batch: number): number {
  return Math.max(1, Math.floor(epochOrder(options, 0).length / batch));
}

/**
 * The samples of one step of an epoch, `batch` of them.
 *
 * An epoch shorter than a batch repeats its order, so that the batch is always full (the compiled
 * program has a fixed shape).
 */
export function batchSamples(order: Uint32Array, batch: number, stepInEpoch: number): Uint32Array {
  return Uint32Array.from(
    { length: batch },
    (_, place) => order[(stepInEpoch * batch + place) % order.length] as number,
  );
}
