// The few statistics of the table.

/**
 * Middle value; the mean of the middle two for an even count.
 *
 * @param {readonly number[]} values at least one
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Spread as half the distance of the quartiles relative to the median (nearest ranks): 0.05 is ± 5 %.
 *
 * @param {readonly number[]} values at least one
 */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  return (at(0.75) - at(0.25)) / 2 / median(values);
}

/**
 * How many times as long as pleura a side takes: the median of the ratios round by round, so that a
 * machine that slows down for a while hits both numbers of a ratio.
 *
 * @param {readonly number[]} theirs ms by round
 * @param {readonly number[]} ours ms by round
 */
export function pairedRatio(theirs, ours) {
  return median(theirs.map((ms, round) => ms / ours[round]));
}
