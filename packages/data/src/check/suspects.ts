// Which images are perhaps no frontal chest film: by what is written of them, their shape and their layout.

import type { ImageSource } from "../formats/image.ts";
import type { LayoutScore } from "./film-layout.ts";
import type { FilmStatistics } from "./film-statistics.ts";
import { isConstant } from "./film-statistics.ts";

/** What is known of an image. */
export interface SuspectFacts {
  /** View that the manifest names. */
  readonly view: string;
  readonly source: Pick<ImageSource, "view" | "modality" | "bodyPart">;
  readonly statistics: FilmStatistics;
}

/** Words for views that are not frontal; `L` and `LL` are laterals in Cohen's list and in DICOM. */
const NOT_FRONTAL =
  /\b(l|ll|rl|lat\w*|left lateral|axial|coronal|sagittal|obl\w*|[lr]ao|[lr]po)\b/i;
/** Modalities of projection radiographs (DICOM PS3.3, "Modality"). */
const RADIOGRAPHS = new Set(["CR", "DX", "DR", "RF", "RG", "XR", "PX"]);
/** Width over height of a frontal film: the widest and narrowest real ones have 1.6 and 0.65. */
const ASPECT = { least: 0.55, most: 1.9 } as const;

/** Reasons to look at an image, empty when there is none; its layout is judged by {@link layoutFence}. */
export function suspectReasons({ view, source, statistics }: SuspectFacts): string[] {
  const aspect = statistics.width / statistics.height;
  const { modality = "", bodyPart = "" } = source;
  const isChest = bodyPart === "" || /chest|thorax|lung/i.test(bodyPart);
  return [
    NOT_FRONTAL.test(view) && `the manifest's view is "${view}"`,
    NOT_FRONTAL.test(source.view ?? "") && `the file's view is "${source.view}"`,
    modality !== "" && !RADIOGRAPHS.has(modality) && `the file's modality is "${modality}"`,
    !isChest && `the file's body part is "${bodyPart}"`,
    (aspect < ASPECT.least || aspect > ASPECT.most) &&
      `its width is ${aspect.toFixed(2)} times its height`,
    isConstant(statistics) && "all its pixels have one value",
  ].filter((reason) => reason !== false);
}

/** Fewest films whose mean says what a film looks like. */
export const LEAST_LAYOUTS = 20;
/** Robust standard deviations below the median: of 2071 real films 13 lie farther (docs/data-check.md). */
const FENCE = 3.5;
/** Standard deviations of a normal distribution in its median absolute deviation. */
const NORMAL = 1.4826;
/** A set of equal films must not make every small difference a suspicion. */
const LEAST_SPREAD = 0.05;

/**
 * The likeness below which a layout is unusual in its data set: median − 3.5 · 1.4826 · median
 * absolute deviation; −1, so that nothing is, for fewer than 20 films.
 */
export function layoutFence(scores: readonly LayoutScore[]): number {
  if (scores.length < LEAST_LAYOUTS) return -1;
  const median = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[values.length >> 1] as number;
  const middle = median(scores.map(({ likeness }) => likeness));
  const deviation = median(scores.map(({ likeness }) => Math.abs(likeness - middle)));
  return middle - FENCE * Math.max(LEAST_SPREAD, NORMAL * deviation);
}
