// What measuring explanations gives: numbers of each method with intervals, comparisons, the sanity check, and sentences.
import type { Interval } from "@pleura/data";
import type { Blur } from "@pleura/models";

/** Methods in the order in which they are told: the one that is judged, then what it has to beat. */
export const METHODS = [
  "Score-CAM",
  "Grad-CAM",
  "centre Gaussian",
  "edge map",
  "random map",
] as const;

/** A way to make a heatmap; the last three know nothing of the model. */
export type MethodName = (typeof METHODS)[number];

/** Names of the measures of one film's heatmap. */
export const MEASURES = [
  "averageDrop",
  "increase",
  "deletion",
  "insertion",
  "insertionFromBlack",
  "mean",
  "energyShare",
  "maskArea",
  "enrichment",
  "hit",
  "lungShare",
  "lungArea",
  "lungEnrichment",
] as const;

/** Name of a measure. */
export type MeasureName = (typeof MEASURES)[number];

/** One film's heatmap by one method; NaN (null in JSON) where the film has no mask of the disease or the lungs. */
export type FilmMeasures = Readonly<Record<MeasureName, number>> & { readonly isFlat: boolean };

/** One film's heatmaps. */
export interface MeasuredFilm {
  readonly file: string;
  readonly source: string;
  /** Class that was explained. */
  readonly predicted: string;
  /** Its probability, Y. */
  readonly probability: number;
  readonly methods: Readonly<Record<MethodName, FilmMeasures>>;
}

/** Mean scores along a curve of a method. */
export interface MeanCurves {
  readonly deletion: readonly number[];
  readonly insertion: readonly number[];
  readonly insertionFromBlack: readonly number[];
}

/** A method's means over the films, with 95 % intervals over patients. */
export type MethodMeasures = { readonly name: MethodName } & {
  readonly [Name in MeasureName]: Interval;
} & {
  /** Films whose map is flat and says nothing. */
  readonly flat: number;
  readonly curves: MeanCurves;
};

/** Score-CAM against another method on the same films: mean of the differences, Score-CAM first. */
export interface MethodComparison {
  readonly against: MethodName;
  readonly measure: ComparedMeasure;
  readonly difference: Interval;
  /** Whether the interval leaves out 0, and on which side Score-CAM is then. */
  readonly verdict: "better" | "worse" | "undecided";
}

/** Measures that tell a better map from a worse one. */
export const COMPARED = {
  averageDrop: "lower",
  increase: "higher",
  deletion: "lower",
  insertion: "higher",
  insertionFromBlack: "higher",
  enrichment: "higher",
  lungEnrichment: "higher",
} as const satisfies Partial<Record<MeasureName, "lower" | "higher">>;

/** Name of a compared measure. */
export type ComparedMeasure = keyof typeof COMPARED;

/** How alike maps are, with intervals over patients. */
export interface Likeness {
  /** Rank correlation of the pixels. */
  readonly spearman: Interval;
  readonly ssim: Interval;
}

/** One more part of the network made random. */
export interface SanityStage extends Likeness {
  /** "head", "bottleneck", "encoder.2" …; all parts before it are random too. */
  readonly part: string;
}

/** Whether a method's maps depend on the weights. */
export interface SanityResult {
  readonly name: MethodName;
  readonly films: number;
  /** Trained maps of one film against those of the next: what is alike without any reason in the film. */
  readonly otherFilm: Likeness;
  readonly stages: readonly SanityStage[];
  /** True when all weights are random and the correlation's upper bound is below {@link SANITY_LIMIT}. */
  readonly changes: boolean;
  /** The first stage from which on this holds; undefined when it never does. */
  readonly changesFrom: string | undefined;
}

/**
 * Maps have changed when their mean rank correlation with the trained maps is below this: they then share less than a
 * quarter of the variance of their ranks (0.5² = 0.25).
 */
export const SANITY_LIMIT = 0.5;

/** How everything was measured. */
export interface MeasureSettings {
  readonly seed: number;
  readonly draws: number;
  /** Steps of the curves. */
  readonly steps: number;
  readonly layer: string;
  readonly score: "logit" | "probability";
  /** Side of the films, pixels. */
  readonly size: number;
  /** Insertion starts from a film blurred so. */
  readonly blur: Blur;
}

/** All that was measured; survives JSON but for NaN, which becomes null. */
export interface ExplanationMeasures {
  readonly n: number;
  readonly patients: number;
  /** Films with a mask that is not empty and whose class was predicted: what energy is measured on. */
  readonly masked: number;
  /** Films with a mask of the lungs. */
  readonly withLungs: number;
  readonly settings: MeasureSettings;
  /** Mean probability of the explained class: film, blurred film, black. */
  readonly starts: { readonly film: number; readonly blurred: number; readonly black: number };
  readonly methods: readonly MethodMeasures[];
  readonly comparisons: readonly MethodComparison[];
  readonly sanity: readonly SanityResult[];
  /** What the numbers say, also where they speak against Score-CAM. */
  readonly findings: readonly string[];
  readonly films: readonly MeasuredFilm[];
}
