// Random numbers addressed by (seed, epoch, sample, op), so that order of work never matters.

import { philox4x32 } from "./philox.ts";

/** Numbers of the uses of randomness; a use has its own stream and never shifts another's. */
export const RANDOM_OPS = {
  order: 1,
  distort: 2,
  augment: 3,
  split: 4,
  bootstrap: 5,
  phantomAnatomy: 6,
  phantomFilm: 7,
  phantomPlan: 8,
  classPlaces: 9,
  labelFraction: 10,
  publishedSplit: 11,
  pretextSplit: 12,
  randomMap: 20,
  measuredFilms: 21,
  foreignImage: 30,
} as const;

/** Where in the space of random numbers a stream lives. */
export interface StreamAddress {
  /** Run seed, an integer in [0, 2^53). */
  readonly seed: number;
  /** Epoch, an integer in [0, 2^32). */
  readonly epoch: number;
  /** Index of the sample in the data set, an integer in [0, 2^32). */
  readonly sample: number;
  /** What the numbers are for, one of {@link RANDOM_OPS} or an own integer ≥ 1000. */
  readonly op: number;
}

/** A sequence of random numbers. */
export interface RandomStream {
  /** Uniform on [0, 1) in steps of 2^-24, so that a float32 holds it exactly. */
  uniform(): number;
  /** Uniform integer between `low` and `high`, both included. */
  integer(low: number, high: number): number;
  /** Standard normal number (Box and Muller 1958). */
  normal(): number;
  /** Uniform 32-bit word. */
  word(): number;
}

const TWO_32 = 4294967296;

/**
 * The stream at an address: the same numbers whatever the batch, the worker or the resume.
 *
 * Philox counter = (block, sample, epoch, op), key = (low, high word of seed); a block is 4 words.
 *
 * @throws {RangeError} when a part of the address is no integer of its range
 */
export function randomStream(address: StreamAddress): RandomStream {
  const { seed, epoch, sample, op } = address;
  requireInteger("seed", seed, Number.MAX_SAFE_INTEGER);
  requireInteger("epoch", epoch, TWO_32 - 1);
  requireInteger("sample", sample, TWO_32 - 1);
  requireInteger("op", op, TWO_32 - 1);
  const keyLow = seed >>> 0;
  const keyHigh = Math.floor(seed / TWO_32);
  const words = new Uint32Array(4);
  let block = 0;
  let used = 4;
  let spare = Number.NaN;

  function word(): number {
    if (used === 4) {
      philox4x32(words, block, sample, epoch, op, keyLow, keyHigh);
      block += 1;
      used = 0;
    }
    const value = words[used] as number;
    used += 1;
    return value;
  }

  function uniform(): number {
    return (word() >>> 8) / 16777216;
  }

  function integer(low: number, high: number): number {
    const count = high - low + 1;
    if (!(Number.isSafeInteger(low) && Number.isSafeInteger(high) && count >= 1 && count <= TWO_32))
      throw new RangeError(
        `random integer: low ≤ high must hold for integers, but low is ${low} and high ${high}.` +
          " Give an interval that holds an integer.",
      );
    // word·count can pass 2^53, so it is split; the bias of scaling is below count / 2^32.
    const value = word();
    const fromHigh = (value >>> 16) * count;
    const fromLow = (value & 0xffff) * count;
    return low + Math.floor((fromHigh + fromLow / 65536) / 65536);
  }

  function normal(): number {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    // 1 − u lies in (0, 1], so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  return { uniform, integer, normal, word };
}

function requireInteger(name: string, value: number, high: number): void {
  if (!Number.isInteger(value) || value < 0 || value > high)
    throw new RangeError(
      `random stream: "${name}" must be an integer from 0 to ${high}, but it is ${value}.` +
        " Give a whole number in that range.",
    );
}
