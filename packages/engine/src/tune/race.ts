// Times rival programs against each other, in turn, so that what disturbs the machine disturbs all alike.
import type { Program } from "../runtime/program.ts";

/** A program that takes part. */
export interface Racer {
  readonly name: string;
  readonly program: Pick<Program, "repeat">;
}

/** How long to measure. */
export interface RaceOptions {
  /** A clock in milliseconds: libraries do not read one themselves. */
  now(): number;
  /** Least milliseconds of one measurement of the fastest. */
  readonly leastMs: number;
  /** Measurements of each, of which the median counts. */
  readonly rounds: number;
}

/** Milliseconds of one run in each round, by name; a racer that is far too slow has none. */
export type RaceTimes = ReadonlyMap<string, readonly number[]>;

/** How much slower than the fastest a racer may be in the first runs to go on. */
const tooSlow = 2;

/** The middle value; of an even number the higher one. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/**
 * Times programs that have run once already.
 *
 * @param favourite name of the racer that goes on however slow it is
 */
export async function race(
  racers: readonly Racer[],
  favourite: string,
  { now, leastMs, rounds }: RaceOptions,
): Promise<RaceTimes> {
  const time = async ({ program }: Racer, count: number) => {
    const start = now();
    await program.repeat(count);
    return (now() - start) / count;
  };
  const first = new Map<string, number>();
  for (const racer of racers) {
    first.set(racer.name, Math.min(await time(racer, 1), await time(racer, 1)));
  }
  const best = Math.min(...first.values());
  const isFast = ({ name }: Racer) =>
    name === favourite || (first.get(name) ?? 0) <= tooSlow * best;
  const fast = racers.filter(isFast);
  const count = Math.max(1, Math.min(1000, Math.ceil(leastMs / Math.max(best, 1e-3))));
  const times = new Map<string, number[]>(racers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    // Another one begins each round: the first after a pause may find colder caches.
    for (let turn = 0; turn < fast.length; turn++) {
      const racer = fast[(round + turn) % fast.length] as Racer;
      times.get(racer.name)?.push(await time(racer, count));
    }
  }
  return times;
}

/**
 * How much faster than the built-in choice a rival must be: medians of two equal kernels on a shared machine
 * differ by up to about 5 %, and a change that gains nothing only changes last bits.
 */
const margin = 0.05;

/** The fastest by the median of its ratios to the built-in choice, which stays unless it is clearly beaten. */
export function fastest(times: RaceTimes, builtIn: string): string {
  const base = times.get(builtIn);
  const raced = [...times].filter(([, each]) => each.length > 0);
  const score = (each: readonly number[]) =>
    median(base ? each.map((ms, round) => ms / (base[round] as number)) : each);
  const best = raced.reduce((least, one) => (score(one[1]) < score(least[1]) ? one : least));
  return base && score(best[1]) > 1 - margin ? builtIn : best[0];
}
