// Who the phantom patients are: label, source and number of films, fixed by seed and index.

import { CLASSES, type ClassName } from "../dataset/classes.ts";
import { RANDOM_OPS, randomStream } from "../random/stream.ts";

/** The two made-up hospitals; they differ in film habit and marker, not in their patients. */
export const PHANTOM_SOURCES = ["phantom-a", "phantom-b"] as const;

/** One of {@link PHANTOM_SOURCES}. */
export type PhantomSource = (typeof PHANTOM_SOURCES)[number];

/** A made-up patient. */
export interface PhantomPatient {
  readonly index: number;
  /** Name such as `p0007`. */
  readonly patient: string;
  readonly label: ClassName;
  readonly source: PhantomSource;
  /** Number of films, 1 to 3. */
  readonly films: number;
}

/** One film to make. */
export interface PhantomFilm extends PhantomPatient {
  /** Number of the film within its patient, from 0. */
  readonly film: number;
}

/**
 * The patient of an index.
 *
 * Indices 3k, 3k + 1, 3k + 2 have one of each class, the same source and the same number of films,
 * so class is independent of both by construction.
 */
export function phantomPatient(index: number, seed = 0): PhantomPatient {
  const trio = Math.floor(index / CLASSES.length);
  const stream = randomStream({ seed, epoch: 0, sample: trio, op: RANDOM_OPS.phantomPlan });
  // Half of the patients have one film, as in the public collections most do.
  const draw = stream.uniform();
  return {
    index,
    patient: `p${String(index).padStart(4, "0")}`,
    label: CLASSES[index % CLASSES.length] ?? "normal",
    source: PHANTOM_SOURCES[trio % 2] ?? "phantom-a",
    films: draw < 0.5 ? 1 : draw < 0.8 ? 2 : 3,
  };
}

/** The first `count` films, patient after patient; class counts differ by 3 at most. */
export function planPhantoms(count: number, seed = 0): PhantomFilm[] {
  const films: PhantomFilm[] = [];
  for (let index = 0; films.length < count; index += 1) {
    const patient = phantomPatient(index, seed);
    for (let film = 0; film < patient.films && films.length < count; film += 1)
      films.push({ ...patient, film });
  }
  return films;
}
