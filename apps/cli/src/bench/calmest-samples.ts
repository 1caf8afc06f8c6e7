// Chooses one sample per round: the one that others disturbed least.

/** Samples of a session as parallel arrays. */
export interface Samples {
  readonly round: readonly number[];
  readonly ms: readonly number[];
  readonly fmaMs: readonly number[];
  readonly copyMs: readonly number[];
  readonly unrest: readonly number[];
}

/** One sample. */
export interface Sample {
  readonly round: number;
  readonly ms: number;
  readonly fmaMs: number;
  readonly copyMs: number;
}

/** The calmest sample of each round, in the order of the rounds. */
export function calmestSamples({ round, ms, fmaMs, copyMs, unrest }: Samples): readonly Sample[] {
  const chosen = new Map<number, number>();
  for (const [index, of] of round.entries()) {
    const earlier = chosen.get(of);
    if (earlier === undefined || (unrest[index] ?? 0) < (unrest[earlier] ?? 0))
      chosen.set(of, index);
  }
  return [...chosen].map(([of, index]) => ({
    round: of,
    ms: ms[index] ?? Number.NaN,
    fmaMs: fmaMs[index] ?? Number.NaN,
    copyMs: copyMs[index] ?? Number.NaN,
  }));
}
