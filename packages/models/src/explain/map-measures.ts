// What a heatmap is worth by itself: the score it keeps, and its energy inside a mask.

/**
 * max(0, Y − O) / Y: the share of a score that is lost when only the map's part of the film is shown.
 *
 * Chattopadhay et al. 2018, "Grad-CAM++", sec. 4.1; lower is better. NaN when Y is 0.
 *
 * @param whole Y, probability of the class for the film
 * @param part O, the same for film ∘ map
 */
export function averageDrop(whole: number, part: number): number {
  return Math.max(0, whole - part) / whole;
}

/** 1 when the map's part of the film scores higher than the film (O > Y), else 0; higher is better. */
export function increaseInConfidence(whole: number, part: number): 0 | 1 {
  return part > whole ? 1 : 0;
}

/** How a map lies on a mask. */
export interface EnergyInside {
  /** Σ map·mask / Σ map; 0 for a map of zeros, which finds nothing. */
  readonly share: number;
  /** Σ mask / pixels: what an even map has. */
  readonly area: number;
  /** share / area: 1 for an even map, more when the map finds the mask. */
  readonly enrichment: number;
  /** 1 when the largest value (the first of equal ones) lies on the mask (≥ 0.5); 0 for a map of zeros. */
  readonly hit: 0 | 1;
}

/**
 * The energy-based pointing game with its chance level, and the pointing game.
 *
 * Wang et al. 2020, "Score-CAM", sec. 4.3, divided by the share of the area; Zhang et al. 2018, "Excitation backprop",
 * for the hit.
 *
 * @param map heatmap in [0, 1]
 * @param mask truth in [0, 1], as many values
 * @returns undefined when the mask is empty: there is nothing to find
 */
export function energyInside(map: Float32Array, mask: ArrayLike<number>): EnergyInside | undefined {
  let inside = 0;
  let all = 0;
  let covered = 0;
  let top = 0;
  for (let pixel = 0; pixel < map.length; pixel += 1) {
    const value = map[pixel] as number;
    const share = mask[pixel] as number;
    inside += value * share;
    all += value;
    covered += share;
    if (value > (map[top] as number)) top = pixel;
  }
  if (covered === 0) return undefined;
  const area = covered / map.length;
  const share = all === 0 ? 0 : inside / all;
  const isHit = all > 0 && (mask[top] as number) >= 0.5;
  return { share, area, enrichment: share / area, hit: isHit ? 1 : 0 };
}

/** Mean of a map, its complexity (Poppi et al. 2021, arXiv 2104.10252): a map that shows all loses no score. */
export function meanOfMap(map: Float32Array): number {
  return map.reduce((sum, value) => sum + value, 0) / map.length;
}
