// The grey-level histogram of a film: how bright it is, without where.

/** Bins of a histogram: fine enough for the exposure habits of a source, few against the films of a small set. */
export const HISTOGRAM_BINS = 32;

/**
 * Shares of the pixels in bins of equal width over [0, 1]; they sum to 1.
 *
 * @param image grey values in [0, 1]; 1 falls in the last bin
 */
export function greyHistogram(image: Float32Array, bins = HISTOGRAM_BINS): Float64Array {
  const shares = new Float64Array(bins);
  for (const value of image) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(value * bins)));
    shares[bin] = (shares[bin] as number) + 1 / image.length;
  }
  return shares;
}
