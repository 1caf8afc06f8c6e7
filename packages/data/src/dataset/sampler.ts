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
 *
 * @param pass counts the orders of one epoch, from 0
 */
export function epochOrder(
  { count, seed, labels }: SamplerOptions,
  epoch: number,
  pass = 0,
): Uint32Array {
  const shuffled = shuffledOrder(count, seed, epoch, RANDOM_OPS.order, pass);
  if (labels === undefined) return shuffled;
  const byClass = new Map<number, number[]>();
  for (const sample of shuffled) {
    const label = labels[sample] ?? -1;
    const group = byClass.get(label);
    if (group === undefined) byClass.set(label, [sample]);
    else group.push(sample);
  }
  const groups = [...byClass.keys()].sort((a, b) => a - b).map((label) => byClass.get(label) ?? []);
  const largest = Math.max(...groups.map((group) => group.length));
  const places = shuffledOrder(largest * groups.length, seed, epoch, RANDOM_OPS.classPlaces, pass);
  return places.map((place) => {
    const group = groups[place % groups.length] ?? [];
    return group[Math.floor(place / groups.length) % group.length] ?? 0;
  });
}

/**
 * The visits of an epoch of `places` places: orders one after the other, as many as it takes.
 *
 * Visit v is sample v mod count for the ⌊v / count⌋-th time in this epoch, from 0, so that what is random about a
 * sample can differ from visit to visit. While no sample comes twice, visits are samples.
 */
export function epochVisits(options: SamplerOptions, epoch: number, places: number): Uint32Array {
  const { count } = options;
  const visits = new Uint32Array(places);
  const seen = new Uint32Array(count);
  for (let at = 0, pass = 0; at < places; pass += 1) {
    for (const sample of epochOrder(options, epoch, pass).subarray(0, places - at)) {
      visits[at] = (seen[sample] as number) * count + sample;
      seen[sample] = (seen[sample] as number) + 1;
      at += 1;
    }
  }
  return visits;
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
