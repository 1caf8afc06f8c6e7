// Ceilings that no launch exceeds: measured again while one seems to, because then they were disturbed.
import { type Ceilings, higherCeilings } from "@pleura/kernels";

/** Above this a share of the roofline says that a ceiling was measured too low. */
export const highestShare = 1.05;
/** Most times to measure again: what still exceeds them then is shown as it is. */
const mostRounds = 4;

/**
 * Measures once more after the work, because a shared machine changes, and again while a launch exceeds
 * what was found. The highest rates count.
 *
 * @param shareUnder the highest share of the roofline that a launch has under given ceilings
 */
export async function settledCeilings(
  first: Ceilings,
  measure: () => Promise<Ceilings>,
  shareUnder: (ceilings: Ceilings) => number,
): Promise<Ceilings> {
  let found = first;
  for (let round = 0; round < mostRounds; round += 1) {
    found = higherCeilings(found, await measure());
    if (shareUnder(found) <= highestShare) break;
  }
  return found;
}
