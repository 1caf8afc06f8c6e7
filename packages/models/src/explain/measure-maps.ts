// The measures of several heatmaps of one film, asked of the classifier in one stream.
import { type Classify, scoresOf } from "./ask-pictures.ts";
import { minMax } from "./combine-maps.ts";
import { type Blur, gaussianBlur } from "./gaussian-blur.ts";
import {
  averageDrop,
  type EnergyInside,
  energyInside,
  increaseInConfidence,
  meanOfMap,
} from "./map-measures.ts";
import {
  type PerturbationCurve,
  perturbationCurve,
  rankPixels,
  replacementPictures,
} from "./perturbation.ts";

/** Least steps of a deletion or insertion curve: with fewer, the area depends on where the steps fall. */
export const leastSteps = 50;

/** Heatmaps of one film and what they are measured against. */
export interface MapsOfFilm {
  /** `[channels, size, size]` in [0, 1]. */
  readonly image: Float32Array;
  /** Side, pixels. */
  readonly size: number;
  /** Heatmaps `[size, size]` in [0, 1]. */
  readonly maps: readonly Float32Array[];
  /** The class that the maps explain: the predicted one. */
  readonly classIndex: number;
  /** Truth `[size, size]` in [0, 1]; without it no energy is measured. */
  readonly mask?: ArrayLike<number> | undefined;
  /** Steps of the curves, default {@link leastSteps}. */
  readonly steps?: number;
}

/** Measures of one heatmap. Y is the probability of the class for the film, O that of film ∘ map. */
export interface MapMeasures {
  /** max(0, Y − O) / Y; lower is better. */
  readonly averageDrop: number;
  /** 1 when O > Y; higher is better. */
  readonly increase: 0 | 1;
  /** Film to black, most important pixels first; a low area is better. */
  readonly deletion: PerturbationCurve;
  /** Blurred film to film; a high area is better. */
  readonly insertion: PerturbationCurve;
  /** Black to film; a high area is better. */
  readonly insertionFromBlack: PerturbationCurve;
  /** Mean of the map: how much it shows. */
  readonly mean: number;
  /** All values equal: the map says nothing and its order is line by line. */
  readonly isFlat: boolean;
  /** Undefined without a mask, and with an empty one. */
  readonly energy: EnergyInside | undefined;
}

/**
 * The blur that insertion starts from: RISE's 11 taps and σ 5 at 224 pixels, in proportion to the side.
 *
 * Taps are the nearest odd number, at least 3: a blur of one tap is none.
 */
export function insertionBlur(size: number): Blur {
  const scale = size / 224;
  return { taps: Math.max(3, 2 * Math.round((11 * scale - 1) / 2) + 1), sigma: 5 * scale };
}

/**
 * Measures heatmaps of one film.
 *
 * @returns measures in the order of `maps`
 * @throws {RangeError} when there are fewer than {@link leastSteps} steps, or more steps than pixels
 */
export async function measureMaps(
  classify: Classify,
  { image, size, maps, classIndex, mask, steps = leastSteps }: MapsOfFilm,
): Promise<MapMeasures[]> {
  const pixels = size * size;
  if (!Number.isInteger(steps) || steps < leastSteps || steps > pixels) {
    throw new RangeError(
      `measure maps: steps must be a whole number from ${leastSteps} to the ${pixels} pixels, but it is ${steps}. ` +
        "Give another number.",
    );
  }
  const black = new Float32Array(image.length);
  const blurred = blurPlanes(image, size);
  function* pictures(): Generator<Float32Array> {
    yield image;
    for (const map of maps) {
      const order = rankPixels(map);
      yield image.map((value, at) => value * (map[at % pixels] as number));
      yield* replacementPictures({ from: image, to: black, order }, steps);
      yield* replacementPictures({ from: blurred, to: image, order }, steps);
      yield* replacementPictures({ from: black, to: image, order }, steps);
    }
  }
  const scores = await scoresOf(classify, pictures(), classIndex);
  const whole = scores[0] as number;
  const points = steps + 1;
  return maps.map((map, index): MapMeasures => {
    const start = 1 + index * (1 + 3 * points);
    const part = scores[start] as number;
    const curve = (which: number): PerturbationCurve => {
      const from = start + 1 + which * points;
      return perturbationCurve(scores.slice(from, from + points), pixels);
    };
    const [low, high] = minMax(map);
    return {
      averageDrop: averageDrop(whole, part),
      increase: increaseInConfidence(whole, part),
      deletion: curve(0),
      insertion: curve(1),
      insertionFromBlack: curve(2),
      mean: meanOfMap(map),
      isFlat: !(high > low),
      energy: mask === undefined ? undefined : energyInside(map, mask),
    };
  });
}

/** Every channel blurred as insertion starts. */
function blurPlanes(image: Float32Array, size: number): Float32Array {
  const result = new Float32Array(image.length);
  for (let start = 0; start < image.length; start += size * size) {
    const plane = image.subarray(start, start + size * size);
    result.set(gaussianBlur(plane, size, insertionBlur(size)), start);
  }
  return result;
}
