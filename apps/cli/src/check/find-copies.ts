// Finds films that show another film once more, cropped, mirrored or otherwise changed.
import { join } from "node:path";
import {
  type Candidate,
  type ComparedFilm,
  compareFilms,
  describeMatch,
  type FilmFeatures,
  FilmIndex,
  type FilmMatch,
  filmFeatures,
  isNearDuplicate,
} from "@pleura/data";
import { decodeFile } from "../node/decode-file.ts";

/** Two files of one film, or of two films that are as alike. */
export interface AlikePair {
  /** The earlier one in the manifest, then the later one. */
  readonly files: readonly [string, string];
  /** How they differ, such as `mirrored, cropped to 0.87, correlation 0.98`. */
  readonly kind: string;
  readonly match: FilmMatch;
}

/** Films in memory at once while pairs are compared: a series of copies shares its films. */
const KEPT = 8;

/** Collects films and pairs of films that share landmarks, then compares these pairs. */
export class CopySearch {
  readonly #index: FilmIndex;
  readonly #files: string[] = [];
  readonly #candidates: { readonly file: string; readonly candidate: Candidate }[] = [];

  /** @param capacity most films */
  constructor(capacity: number) {
    this.#index = new FilmIndex(capacity);
  }

  /** Pairs to compare so far. */
  get pairs(): number {
    return this.#candidates.length;
  }

  /** Adds a film, and notes which earlier ones it may be a copy of. */
  add(file: string, features: FilmFeatures): void {
    for (const candidate of this.#index.candidates(features)) {
      this.#candidates.push({ file, candidate });
    }
    this.#index.add(features);
    this.#files.push(file);
  }

  /** Compares the pairs on the films themselves, which are read again. */
  async compare(folder: string, onPair: (done: number) => void): Promise<AlikePair[]> {
    const read = keepLast(KEPT, async (file): Promise<ComparedFilm> => {
      const image = await decodeFile(join(folder, file), file);
      return { image, features: filmFeatures(image) };
    });
    const found: AlikePair[] = [];
    for (const [index, { file, candidate }] of this.#candidates.entries()) {
      const earlier = this.#files[candidate.film] as string;
      const match = compareFilms(await read(file), await read(earlier), candidate);
      if (match !== undefined && isNearDuplicate(match)) {
        found.push({ files: [earlier, file], kind: describeMatch(match), match });
      }
      onPair(index + 1);
    }
    return found;
  }
}

/** Keeps the last values that a function gave. */
function keepLast<T>(most: number, make: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const kept = new Map<string, T>();
  return async (key) => {
    const value = kept.get(key) ?? (await make(key));
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > most) kept.delete(kept.keys().next().value as string);
    return value;
  };
}
