// Cuts a run into passes: the launches that are timed alone, and what lies between them.

/** Launches `first` to `last` of a plan, in one pass. */
export interface PassOfRun {
  readonly first: number;
  readonly last: number;
}

/**
 * The passes of a run that times `alone` launches by themselves.
 *
 * A block of neighbours is timed, which moves on by its length with every run, so that all launches
 * are seen equally often. Neighbours share the cost of the timestamps between them.
 *
 * @param launches launches of the plan
 * @param alone launches to time alone; from `launches` on all are
 * @param run how many runs went before
 */
export function passesOfRun(launches: number, alone: number, run: number): readonly PassOfRun[] {
  const size = Math.min(launches, Math.max(1, alone));
  const from = launches === 0 ? 0 : (run * size) % launches;
  const isAlone = (index: number) => (index - from + launches) % launches < size;
  const passes: PassOfRun[] = [];
  for (let first = 0; first < launches; ) {
    let last = first;
    if (!isAlone(first)) while (last + 1 < launches && !isAlone(last + 1)) last += 1;
    passes.push({ first, last });
    first = last + 1;
  }
  return passes;
}
