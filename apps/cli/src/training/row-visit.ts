// Visits of training samples as visits of a run's rows: what a visit's random numbers are addressed by.

/**
 * The visit of a row that a visit of a training sample is: repeat · rowCount + row, see `epochVisits`.
 *
 * @param train row of each training sample
 */
export function rowVisit(visit: number, train: readonly number[], rowCount: number): number {
  const repeat = Math.floor(visit / train.length);
  return repeat * rowCount + (train[visit % train.length] as number);
}
