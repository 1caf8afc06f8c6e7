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
/** Words of the hash that are looked up: the lowest frequencies change least. */
const LOOKED_UP = 3;
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
    this.#heads = Array.from({ length: LOOKED_UP }, () => new Int32Array(65_536).fill(-1));
    this.#next = Array.from({ length: LOOKED_UP }, () => new Int32Array(landmarks));
    this.#votes = new Uint8Array(capacity);
  }

  /** Adds a film, which gets the next number. */
  add({ hashes }: FilmFeatures): void {
    const own = hashes[0] as Uint16Array;
    const first = this.#count * MOST_LANDMARKS;
    this.#count += 1;
    this.#hashes.set(own, first * HASH_WORDS);
    for (let landmark = 0; landmark < own.length / HASH_WORDS; landmark += 1)
      for (let word = 0; word < LOOKED_UP; word += 1) {
        const heads = this.#heads[word] as Int32Array;
        const key = own[landmark * HASH_WORDS + word] as number;
        (this.#next[word] as Int32Array)[first + landmark] = heads[key] as number;
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
      for (let word = 0; word < LOOKED_UP; word += 1) {
        const next = this.#next[word] as Int32Array;
        const heads = this.#heads[word] as Int32Array;
        const key = word === 0 ? w0 : word === 1 ? w1 : w2;
        for (let entry = heads[key] as number; entry >= 0; entry = next[entry] as number) {
          const other = entry * HASH_WORDS;
          // What agrees in an earlier word was counted there.
          const d0 = w0 ^ (this.#hashes[other] as number);
          if (word > 0 && d0 === 0) continue;
          const d1 = w1 ^ (this.#hashes[other + 1] as number);
          if (word > 1 && d1 === 0) continue;
          const low = d0 | (d1 << 16);
          const high =
            (w2 ^ (this.#hashes[other + 2] as number)) |
            ((w3 ^ (this.#hashes[other + 3] as number)) << 16);
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
