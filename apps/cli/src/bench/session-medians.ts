// One number per session of a row: its time against the machine's speed just then.
import { medianOf } from "@pleura/data";
import { calmestSamples, type Sample, type Samples } from "./calmest-samples.ts";

/** Logarithm of the time of the reference loads: the mean of both. */
export const logReference = ({ fmaMs, copyMs }: Sample): number =>
  (Math.log(fmaMs) + Math.log(copyMs)) / 2;

/** Fewest numbers that a row should have; fewer sessions are cut into blocks of rounds. */
const fewest = 4;

/**
 * One number per session, or per block of neighbouring rounds when there are few sessions: the median of log(ms) against
 * the machine's speed just then.
 *
 * On a machine that others use too, ms and references rise and fall together (by a factor of 2 when one of two cores is
 * taken), and the difference stays.
 */
export function sessionMedians(sessions: readonly Samples[]): number[] {
  const blocks = Math.ceil(fewest / Math.max(1, sessions.length));
  return sessions.flatMap((session) =>
    blockMedians(
      calmestSamples(session).map((sample) => Math.log(sample.ms) - logReference(sample)),
      blocks,
    ),
  );
}

function blockMedians(values: readonly number[], blocks: number): number[] {
  const count = Math.min(blocks, values.length);
  return Array.from({ length: count }, (_, block) =>
    medianOf(
      values.slice(
        Math.floor((block * values.length) / count),
        Math.floor(((block + 1) * values.length) / count),
      ),
    ),
  );
}
