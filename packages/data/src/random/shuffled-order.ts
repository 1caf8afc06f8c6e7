// The order in which an epoch visits its samples.

import { RANDOM_OPS, type RandomStream, randomStream } from "./stream.ts";

/**
 * A permutation of 0 … n−1 that depends on n, seed, epoch, op and pass only.
 *
 * @param n number of samples (≥ 0)
 * @param seed run seed
 * @param epoch epoch counter
 * @param op what the order is for, one of {@link RANDOM_OPS}; two orders used together need two
 * @param pass counts orders of one epoch, from 0
 */
export function shuffledOrder(
  n: number,
  seed: number,
  epoch: number,
  op: number = RANDOM_OPS.order,
  pass = 0,
): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, index) => index);
  shuffleInPlace(order, n, randomStream({ seed, epoch, sample: pass, op }));
  return order;
}

/** Permutes the first `count` values of an array uniformly (Fisher and Yates; Durstenfeld 1964). */
export function shuffleInPlace(
  values: Uint32Array | Float32Array,
  count: number,
  stream: RandomStream,
): void {
  for (let last = count - 1; last > 0; last -= 1) {
    const chosen = stream.integer(0, last);
    const kept = values[last] as number;
    values[last] = values[chosen] as number;
    values[chosen] = kept;
  }
}
