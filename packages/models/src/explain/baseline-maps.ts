// Maps that know nothing of the model, which an explanation has to beat.
import { type RandomStream, resize } from "@pleura/data";
import { scaleToUnit } from "./combine-maps.ts";
import { gaussianBlur } from "./gaussian-blur.ts";

/**
 * A Gaussian hill in the middle of the film: where anybody would point without looking.
 *
 * exp(−(dx² + dy²) / 2σ²) scaled to [0, 1], σ = size / 4, so that two σ reach the border.
 *
 * @param size side, pixels
 */
export function centreGaussian(size: number): Float32Array {
  const sigma = size / 4;
  const map = new Float32Array(size * size);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const dy = row + 0.5 - size / 2;
      const dx = column + 0.5 - size / 2;
      map[row * size + column] = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
    }
  scaleToUnit(map);
  return map;
}

/** Standard deviation of the edge map's blur over the side: it joins the two flanks of a rib into one. */
const EDGE_BLUR = 0.02;

/**
 * The edges of the film: Sobel's gradient magnitude √(gx² + gy²) with repeated border pixels, blurred by
 * σ = 0.02 · size cut at 3 σ, scaled to [0, 1]. Adebayo et al. 2018 show that maps can look right by being this.
 *
 * @param film grey `[size, size]`
 * @returns zeros for a film without edges
 */
export function edgeMap(film: Float32Array, size: number): Float32Array {
  const at = (row: number, column: number): number => {
    const y = Math.min(size - 1, Math.max(0, row));
    const x = Math.min(size - 1, Math.max(0, column));
    return film[y * size + x] as number;
  };
  const edges = new Float32Array(size * size);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const across = (y: number): number => at(row + y, column + 1) - at(row + y, column - 1);
      const down = (x: number): number => at(row + 1, column + x) - at(row - 1, column + x);
      const gx = across(-1) + 2 * across(0) + across(1);
      const gy = down(-1) + 2 * down(0) + down(1);
      edges[row * size + column] = Math.hypot(gx, gy);
    }
  const sigma = EDGE_BLUR * size;
  const map = gaussianBlur(edges, size, { sigma, taps: 2 * Math.ceil(3 * sigma) + 1 });
  scaleToUnit(map);
  return map;
}

/**
 * Noise as smooth as an explanation: `grid`×`grid` uniform numbers, enlarged bilinearly as the feature maps of an
 * explanation are, scaled to [0, 1]. Noise of single pixels would lose by its texture, not by its places.
 *
 * @param grid side of the explained block's feature maps
 */
export function randomMap(size: number, grid: number, stream: RandomStream): Float32Array {
  const coarse = Float32Array.from({ length: grid * grid }, () => stream.uniform());
  const [from, to] = [grid, size].map((side) => ({ width: side, height: side }));
  const map = Float32Array.from(resize(coarse, from as Side, to as Side, "bilinear"));
  scaleToUnit(map);
  return map;
}

interface Side {
  readonly width: number;
  readonly height: number;
}
