// The numbers of the pretext task's distortions, as named recipes.

import type { FlipOptions } from "./flip.ts";
import type { LocalShuffleOptions } from "./local-shuffle.ts";
import type { InPaintOptions, OutPaintOptions } from "./painting.ts";

/** Rates and sizes of one way to distort an image. */
export interface DistortRecipe {
  readonly flip: FlipOptions;
  /** Chance of local shuffling. */
  readonly shuffleRate: number;
  readonly shuffle: LocalShuffleOptions;
  /** Chance of the Bezier map. */
  readonly nonLinearRate: number;
  /** Chance of painting at all. */
  readonly paintRate: number;
  /** Chance that painting is in-painting; out-painting otherwise. */
  readonly inPaintRate: number;
  readonly inPaint: InPaintOptions;
  readonly outPaint: OutPaintOptions;
}

/** Names of the recipes that ship. */
export type DistortRecipeName = "authors" | "authors-black-edge" | "models-genesis";

// A third of the drawn axes changes nothing: both codes draw among three axes of which one is the
// channel axis, and a grey image has one channel.
const FLIP: FlipOptions = { rate: 0.4, attempts: 3, axes: ["vertical", "horizontal", "none"] };

// 500 blocks is the 2-D convention (the 3-D code has 10,000).
const SHUFFLE: LocalShuffleOptions = { blocks: 500, sideDivisor: 10 };

const AUTHORS: DistortRecipe = {
  flip: FLIP,
  shuffleRate: 0.5,
  shuffle: SHUFFLE,
  nonLinearRate: 0.9,
  paintRate: 0.9,
  inPaintRate: 0.2,
  inPaint: { blocks: 5, continueRate: 0.95, fill: "picked-colour", hasBlackEdge: false },
  outPaint: { windows: 4, extraWindows: 0, continueRate: 0, fill: "picked-colour" },
};

/**
 * The recipes: `authors` (Park et al. 2021, their published code, without the black edges that its
 * loops leave), `authors-black-edge` (with them), `models-genesis` (Zhou et al. 2021, in 2-D).
 */
export const DISTORT_RECIPES: Readonly<Record<DistortRecipeName, DistortRecipe>> = {
  authors: AUTHORS,
  "authors-black-edge": { ...AUTHORS, inPaint: { ...AUTHORS.inPaint, hasBlackEdge: true } },
  "models-genesis": {
    ...AUTHORS,
    inPaint: { blocks: 5, continueRate: 0.95, fill: "noise", hasBlackEdge: false },
    outPaint: { windows: 1, extraWindows: 4, continueRate: 0.95, fill: "noise" },
  },
};
