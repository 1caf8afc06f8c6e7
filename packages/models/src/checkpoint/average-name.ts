// Where a checkpoint keeps averages.

/** Name under which a checkpoint keeps the average of a weight or running statistic. */
export const averageName = (weight: string) => `ema.${weight}`;
