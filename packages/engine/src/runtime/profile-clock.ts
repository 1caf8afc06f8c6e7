// Puts the device's timestamps on the host's clock, and finds how finely they count.

/** One run as both clocks saw it. */
export interface ClockSample {
  /** Nanoseconds of the device, from a common zero. */
  readonly firstNs: number;
  readonly lastNs: number;
  /** Milliseconds of the host: commands were handed over no earlier, and had ended no later. */
  readonly submitMs: number;
  readonly doneMs: number;
}

/**
 * Nanoseconds to add to the device's clock to get the host's.
 *
 * WebGPU does not relate the clocks. No run can start before it was submitted, so the offset is at
 * least max(submit − first); none can end after the host saw its end, so it is at most
 * min(done − last). The lower bound is tight when any run found the device idle. Where drift makes
 * the bounds cross, their middle halves the error.
 */
export function clockOffsetNs(samples: readonly ClockSample[]): number {
  if (samples.length === 0) return 0;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (const { firstNs, lastNs, submitMs, doneMs } of samples) {
    low = Math.max(low, submitMs * 1e6 - firstNs);
    high = Math.min(high, doneMs * 1e6 - lastNs);
  }
  return low <= high ? low : (low + high) / 2;
}

/** True for timestamps that never run backwards and move at all: drivers give zeros or reset them. */
export function areSound(stamps: readonly number[]): boolean {
  const rises = stamps.every((ns, at) => ns >= (stamps[at - 1] ?? ns));
  return rises && (stamps.length === 0 || (stamps.at(-1) as number) > (stamps[0] as number));
}

/** Greatest common step of timestamps in nanoseconds; 0 when all are equal. */
export function clockResolutionNs(stamps: Iterable<number>): number {
  let step = 0;
  let before: number | undefined;
  for (const stamp of stamps) {
    if (before !== undefined) step = greatestCommonDivisor(step, Math.abs(stamp - before));
    before = stamp;
    if (step === 1) break;
  }
  return step;
}

function greatestCommonDivisor(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small > 0) [large, small] = [small, large % small];
  return large;
}
