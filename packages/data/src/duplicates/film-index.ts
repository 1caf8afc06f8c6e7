// Finds films that share landmarks with a film, among all that were added before.

import { type FilmFeatures, MOST_LANDMARKS } from "./film-features.ts";
import { bitCount, HASH_WORDS, INVERT_MASK, MIRROR_MASK } from "./patch-hash.ts";

/** How a copy may differ besides its size and place. */
export interface Variant {
  readonly isMirrored: boolean;
  readonly isInverted: boolean;
}

/** The variants that are looked for. */
export const VARIANTS: readonly Variant[] = [
  { isMirrored: false, isInverted: false },
  { isMirrored: true, isInverted: false },
  { isMirrored: false, isInverted: true },
  { isMirrored: true, isInverted: true },
];

/** A film that may be a copy. */
export interface Candidate {
  /** Number of the earlier film, in the order of adding. */
  readonly film: number;
  readonly variant: Variant;
  /** Index into POSES of the pose in which most landmarks agree. */
  readonly pose: number;
  readonly votes: number;
}

/**
 * Bits of 64 in which the hashes of one landmark may differ: chance gives 1 in 20,000 pairs of
 * landmarks as many, a copy's landmarks mostly differ in fewer.
 */
export const MOST_BITS = 12;
/**
 * Landmarks that must agree before two films are compared. Of 2.1 million pairs of real films 49
 * reach 4, of a crop to 80 % all have 7 or more (docs/data-check.md).
 */
const LEAST_VOTES = 4;
/** Keys by which a hash is looked up: its three words of lowest frequencies, which change least … */
const KEYS = 3;
/** … each with some bits of the next: chains of 5 instead of 80 in a set of 112,120 films. */
const MORE_KEY_BITS = 4;
const MORE_KEY_MASK = (1 << MORE_KEY_BITS) - 1;
/** Candidates of one film: a series of films alike must not cost the square of its length. */
const MOST_CANDIDATES = 20;

const MASKS = VARIANTS.map(variantMask);

/** Words to XOR with a hash to have the hash of the variant's patch. */
export function variantMask({ isMirrored, isInverted }: Variant): Uint16Array {
  return Uint16Array.from(
    { length: HASH_WORDS },
    (_, word) =>
      (isMirrored ? (MIRROR_MASK[word] as number) : 0) ^
      (isInverted ? (INVERT_MASK[word] as number) : 0),
  );
}

/** A word with the first bits of the next. */
function keyOf(word: number, next: number): number {
  return word | ((next & MORE_KEY_MASK) << 16);
}

/** Remembers films and finds those that look alike. */
export class FilmIndex {
  readonly #hashes: Uint16Array;
  readonly #heads: Int32Array[];
  readonly #next: Int32Array[];
  readonly #votes: Uint8Array;
  readonly #touched: number[] = [];
  #count = 0;

  /** @param capacity most films */
  constructor(capacity: number) {
    const landmarks = capacity * MOST_LANDMARKS;
    this.#hashes = new Uint16Array(landmarks * HASH_WORDS);
    this.#heads = Array.from({ length: KEYS }, () =>
      new Int32Array(65_536 << MORE_KEY_BITS).fill(-1),
    );
    this.#next = Array.from({ length: KEYS }, () => new Int32Array(landmarks));
    this.#votes = new Uint8Array(capacity);
  }

  /** Adds a film, which gets the next number. */
  add({ hashes }: FilmFeatures): void {
    const own = hashes[0] as Uint16Array;
    const first = this.#count * MOST_LANDMARKS;
    this.#count += 1;
    this.#hashes.set(own, first * HASH_WORDS);
    for (let landmark = 0; landmark < own.length / HASH_WORDS; landmark += 1)
      for (let at = 0; at < KEYS; at += 1) {
        const word = landmark * HASH_WORDS + at;
        const key = keyOf(own[word] as number, own[word + 1] as number);
        const heads = this.#heads[at] as Int32Array;
        (this.#next[at] as Int32Array)[first + landmark] = heads[key] as number;
        heads[key] = first + landmark;
      }
  }

  /** The at most 20 films added so far with which most landmarks (at least 4) agree, best first. */
  candidates({ hashes }: FilmFeatures): Candidate[] {
    const best = new Map<number, Candidate>();
    for (const [variantIndex, variant] of VARIANTS.entries())
      for (const [pose, own] of hashes.entries())
        for (const [film, votes] of this.#vote(own, MASKS[variantIndex] as Uint16Array))
          if (votes > (best.get(film)?.votes ?? 0)) best.set(film, { film, variant, pose, votes });
    return [...best.values()]
      .sort((a, b) => b.votes - a.votes || a.film - b.film)
      .slice(0, MOST_CANDIDATES);
  }

  #vote(own: Uint16Array, mask: Uint16Array): [number, number][] {
    const votes = this.#votes;
    const touched = this.#touched;
    touched.length = 0;
    for (let at = 0; at < own.length; at += HASH_WORDS) {
      const w0 = (own[at] as number) ^ (mask[0] as number);
      const w1 = (own[at + 1] as number) ^ (mask[1] as number);
      const w2 = (own[at + 2] as number) ^ (mask[2] as number);
      const w3 = (own[at + 3] as number) ^ (mask[3] as number);
      for (let word = 0; word < KEYS; word += 1) {
        const next = this.#next[word] as Int32Array;
        const heads = this.#heads[word] as Int32Array;
        const key = word === 0 ? keyOf(w0, w1) : word === 1 ? keyOf(w1, w2) : keyOf(w2, w3);
        for (let entry = heads[key] as number; entry >= 0; entry = next[entry] as number) {
          const other = entry * HASH_WORDS;
          const d0 = w0 ^ (this.#hashes[other] as number);
          const d1 = w1 ^ (this.#hashes[other + 1] as number);
          const d2 = w2 ^ (this.#hashes[other + 2] as number);
          // What agrees in an earlier key was counted there.
          if (word > 0 && keyOf(d0, d1) === 0) continue;
          if (word > 1 && keyOf(d1, d2) === 0) continue;
          const low = d0 | (d1 << 16);
          const high = d2 | ((w3 ^ (this.#hashes[other + 3] as number)) << 16);
          if (bitCount(low) + bitCount(high) > MOST_BITS) continue;
          const film = Math.floor(entry / MOST_LANDMARKS);
          if (votes[film] === 0) touched.push(film);
          if ((votes[film] as number) < 255) votes[film] = (votes[film] as number) + 1;
        }
      }
    }
    const found: [number, number][] = [];
    for (const film of touched) {
      const count = votes[film] as number;
      votes[film] = 0;
      if (count >= LEAST_VOTES) found.push([film, count]);
    }
    return found;
  }
}
