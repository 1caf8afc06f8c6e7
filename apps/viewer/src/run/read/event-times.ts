// When the steps of a run were done, from its event files for TensorBoard.

/** Steps and when they were done. */
export interface StepTimes {
  /** Rising. */
  readonly steps: Float64Array;
  /** Seconds of training up to the step: pauses between a stop and its resume are left out. */
  readonly seconds: Float64Array;
}

/** Bytes around a message: its length, two checksums. */
const FRAME = { length: 8, checksum: 4 } as const;

/** Field numbers and wire types of tensorflow/core/util/event.proto. */
const WALL_TIME = (1 << 3) | 1;
const STEP = (2 << 3) | 0;
const SUMMARY = (5 << 3) | 2;

/**
 * Joins the event files of a run, one for each start in the order of their names. A start counts its seconds from its
 * first event on, and replaces what earlier starts did after its first step.
 */
export function stepTimes(files: readonly Uint8Array[]): StepTimes {
  const steps: number[] = [];
  const seconds: number[] = [];
  for (const file of files) {
    const events = readEvents(file);
    const [first] = events;
    const firstStep = events.find(({ step }) => step > 0)?.step ?? Number.POSITIVE_INFINITY;
    while (steps.length > 0 && (steps.at(-1) as number) >= firstStep) {
      steps.pop();
      seconds.pop();
    }
    const before = seconds.at(-1) ?? 0;
    for (const { step, time, isDone } of events) {
      if (!isDone || step <= (steps.at(-1) ?? 0)) continue;
      steps.push(step);
      seconds.push(before + time - (first?.time ?? time));
    }
  }
  return { steps: Float64Array.from(steps), seconds: Float64Array.from(seconds) };
}

interface EventTime {
  readonly step: number;
  readonly time: number;
  /** False for the start of a run, which names the step to come. */
  readonly isDone: boolean;
}

/** Events of a file up to its first damage: a file that is being written ends within a frame. */
function readEvents(file: Uint8Array): EventTime[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const events: EventTime[] = [];
  let at = 0;
  while (at + FRAME.length + FRAME.checksum <= file.length) {
    const length = Number(view.getBigUint64(at, true));
    const start = at + FRAME.length + FRAME.checksum;
    const end = start + length;
    if (end + FRAME.checksum > file.length) break;
    const event = readEvent(view, start, end);
    if (event !== undefined) events.push(event);
    at = end + FRAME.checksum;
  }
  return events;
}

/** Wall time and step stand first in our files; what follows is of no interest here. */
function readEvent(view: DataView, start: number, end: number): EventTime | undefined {
  if (start + 9 > end || view.getUint8(start) !== WALL_TIME) return undefined;
  const time = view.getFloat64(start + 1, true);
  let [at, step, factor] = [start + 9, 0, 1];
  if (at < end && view.getUint8(at) === STEP) {
    for (at += 1; at < end; at += 1) {
      const byte = view.getUint8(at);
      step += (byte & 0x7f) * factor;
      factor *= 0x80;
      if (byte < 0x80) break;
    }
    at += 1;
  }
  if (!Number.isFinite(time) || !Number.isSafeInteger(step)) return undefined;
  return { step, time, isDone: at < end && view.getUint8(at) === SUMMARY };
}

/** Seconds of training at a step, between the known ones by a straight line; NaN outside of them. */
export function secondsAt({ steps, seconds }: StepTimes, step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as number) < step) low = middle + 1;
    else high = middle;
  }
  const [above, below] = [steps[low], steps[low - 1]];
  if (above === undefined) return Number.NaN;
  const later = seconds[low] as number;
  if (above === step || below === undefined) return above === step ? later : Number.NaN;
  const earlier = seconds[low - 1] as number;
  return earlier + ((later - earlier) * (step - below)) / (above - below);
}
