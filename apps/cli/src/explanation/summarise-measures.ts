// Means and differences of measured films, with intervals over patients.
import { type Interval, meanOfDefined, patientBootstrap } from "@pleura/data";
import {
  COMPARED,
  type ComparedMeasure,
  MEASURES,
  METHODS,
  type MeanCurves,
  type MeasuredFilm,
  type MeasureName,
  type MethodComparison,
  type MethodMeasures,
  type MethodName,
} from "./explanation-measures.ts";

/** Patients of the films and how to draw them. */
export interface Resampling {
  /** One per film. */
  readonly patients: readonly string[];
  readonly seed: number;
  readonly draws: number;
}

/** Mean of the values that are defined, with its 95 % interval over patients. */
export function meanInterval(values: readonly number[], resampling: Resampling): Interval {
  const { value, low, high } = patientBootstrap(
    (samples) => meanOfDefined(Array.from(samples, (sample) => values[sample] as number)),
    resampling,
  );
  return { value, low, high };
}

/** Every method's means. */
export function summariseMethods(
  films: readonly MeasuredFilm[],
  curves: Readonly<Record<MethodName, MeanCurves>>,
  resampling: Resampling,
): MethodMeasures[] {
  return METHODS.map((name) => {
    const means = MEASURES.map((measure) => [
      measure,
      meanInterval(valuesOf(films, name, measure), resampling),
    ]);
    return {
      name,
      ...(Object.fromEntries(means) as Record<MeasureName, Interval>),
      flat: films.filter(({ methods }) => methods[name].isFlat).length,
      curves: curves[name],
    };
  });
}

/**
 * Least patients for a verdict: even when all differences have one sign, an exact sign test of five cannot reach
 * 5 % (2 · 0.5⁵ = 0.06), and a bootstrap of so few is far too sure.
 */
export const LEAST_PATIENTS = 6;

/** Score-CAM against every other method; measures that no film has are left out. */
export function compareMethods(
  films: readonly MeasuredFilm[],
  resampling: Resampling,
): MethodComparison[] {
  const [judged, ...others] = METHODS;
  return (Object.keys(COMPARED) as ComparedMeasure[]).flatMap((measure) =>
    others.flatMap((against) => {
      const own = valuesOf(films, judged, measure);
      const other = valuesOf(films, against, measure);
      const difference = meanInterval(
        own.map((value, at) => value - (other[at] as number)),
        resampling,
      );
      if (Number.isNaN(difference.value)) return [];
      const known = resampling.patients.filter((_, at) => !Number.isNaN(own[at]));
      const isTold = new Set(known).size >= LEAST_PATIENTS;
      const verdict = isTold ? verdictOf(measure, difference) : "undecided";
      return [{ against, measure, difference, verdict }];
    }),
  );
}

function verdictOf(measure: ComparedMeasure, { low, high }: Interval): MethodComparison["verdict"] {
  if (!(low > 0 || high < 0)) return "undecided";
  return low > 0 === (COMPARED[measure] === "higher") ? "better" : "worse";
}

function valuesOf(
  films: readonly MeasuredFilm[],
  name: MethodName,
  measure: MeasureName,
): number[] {
  return films.map(({ methods }) => methods[name][measure]);
}
