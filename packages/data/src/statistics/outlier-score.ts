// How well a score tells foreign images from the usual ones.

import { auroc } from "./auroc.ts";
import { type Interval, quantile, wilsonInterval } from "./intervals.ts";
import { type BootstrapInterval, patientBootstrap } from "./patient-bootstrap.ts";

/** Scores of the usual images, and of those that should stand out. */
export interface OutlierScores {
  /** Of usual images that only set the scale: their median, and the threshold. */
  readonly reference: ArrayLike<number>;
  readonly usual: readonly number[];
  /** Patient of each usual image. */
  readonly usualPatients: readonly string[];
  readonly foreign: readonly number[];
  /** Patient of each foreign image; altered films of a usual patient keep that patient's name. */
  readonly foreignPatients: readonly string[];
}

/** How well the score tells them apart; NaN where nothing can be said. */
export interface OutlierResult {
  /** Area under the curve of "higher is foreign": below 0.5 when foreign images score lower. */
  readonly auroc: BootstrapInterval;
  /** The same for the distance |score − median of the reference|, which finds low scores too. */
  readonly distanceAuroc: BootstrapInterval;
  /** 95 % of the reference images score at most this. */
  readonly threshold: number;
  /** Share of foreign images above the threshold (Wilson). */
  readonly caught: Interval;
  /** Share of usual images above the threshold (Wilson); near 0.05 when the reference is like them. */
  readonly falseAlarms: Interval;
}

/** Fewer foreign patients than this get no interval of their areas: draws of two or three images tell nothing. */
const LEAST_FOREIGN = 5;

/** Share of the reference that a threshold lets pass. */
const PASSING = 0.95;

/** Areas with patient bootstrap intervals, and what a threshold of 95 % of the reference images would catch. */
export function outlierResult(
  { reference, usual, usualPatients, foreign, foreignPatients }: OutlierScores,
  options: { readonly seed: number; readonly draws?: number },
): OutlierResult {
  const scores = [...usual, ...foreign];
  const patients = [...usualPatients, ...foreignPatients];
  const sorted = Float64Array.from(reference).sort();
  const middle = quantile(sorted, 0.5);
  const threshold = quantile(sorted, PASSING);
  const isFew = new Set(foreignPatients).size < LEAST_FOREIGN;
  const unknown = { low: Number.NaN, high: Number.NaN, draws: 0 };
  const areaOf = (values: readonly number[]): BootstrapInterval => ({
    ...patientBootstrap(
      (samples) =>
        auroc(
          Array.from(samples, (sample) => values[sample] as number),
          Array.from(samples, (sample) => sample >= usual.length),
        ),
      isFew ? { patients, ...options, draws: 0 } : { patients, ...options },
    ),
    ...(isFew && unknown),
  });
  const above = (values: readonly number[]): Interval =>
    wilsonInterval(values.filter((value) => value > threshold).length, values.length);
  return {
    auroc: areaOf(scores),
    distanceAuroc: areaOf(scores.map((score) => Math.abs(score - middle))),
    threshold,
    caught: above(foreign),
    falseAlarms: above(usual),
  };
}
