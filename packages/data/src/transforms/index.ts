// Pretext transforms.

export {
  AUGMENT_PRESETS,
  type AugmentOptions,
  type AugmentPresetName,
  augment,
} from "./augment.ts";
export { applyBezierMap, type BezierCurve, randomBezierCurve } from "./bezier-map.ts";
export { type AppliedDistortions, type DistortedSample, distort } from "./distort.ts";
export { type FlipAxis, type FlipOptions, flip } from "./flip.ts";
export { type LocalShuffleOptions, shuffleLocally } from "./local-shuffle.ts";
export {
  type Fill,
  type InPaintOptions,
  type OutPaintOptions,
  paintIn,
  paintOut,
} from "./painting.ts";
export type { PlaneSize } from "./plane.ts";
export { DISTORT_RECIPES, type DistortRecipe, type DistortRecipeName } from "./recipe.ts";
