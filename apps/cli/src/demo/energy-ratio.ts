// How much of a heatmap lies inside a known lesion, against the lesion's share of the film.

/**
 * (Σ map·mask / Σ map) / (Σ mask / pixels): 1 for an even map, more when the map finds the lesion.
 *
 * The energy-based pointing game of Wang et al. 2020, "Score-CAM", sec. 4.3, divided by the area
 * share.
 *
 * @param map heatmap in [0, 1]
 * @param mask lesion in [0, 1], as many values
 * @returns 0 for a map of zeros, which finds nothing; undefined without a lesion
 */
export function energyRatio(map: Float32Array, mask: Float32Array): number | undefined {
  let inside = 0;
  let all = 0;
  let area = 0;
  for (let pixel = 0; pixel < map.length; pixel += 1) {
    const value = map[pixel] as number;
    const share = mask[pixel] as number;
    inside += value * share;
    all += value;
    area += share;
  }
  if (area === 0) return undefined;
  if (all === 0) return 0;
  return inside / all / (area / map.length);
}
