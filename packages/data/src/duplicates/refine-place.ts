// Moves one plane over another until their values correlate most.

import { type Affine, mapPoint } from "./affine.ts";
import { bilinear, type Plane } from "./blur.ts";

/** The best place of a plane on another. */
export interface Place {
  /** From pixel edges of the source to those of the target. */
  readonly map: Affine;
  /** Pearson correlation where both planes are; −1 when they hardly overlap. */
  readonly correlation: number;
  /** Shares of the source and of the target that lie on the other. */
  readonly overlap: readonly [number, number];
}

/** Steps of the search, in pixels at the source's corners. */
const STEPS = [2, 1, 0.5, 0.25] as const;
/** Rounds of a step: each moves all six numbers of the map. */
const MOST_ROUNDS = 6;
/** Rows and columns that the search skips; the answer uses all. */
const STRIDE = 2;
/** Least pixels of the source that a correlation is worth computing of. */
const LEAST_PIXELS = 64;

/**
 * Climbs from a first map to the map of greatest correlation, one number at a time in shrinking
 * steps, down to a quarter of a pixel.
 *
 * @param sign −1 when the source is an inverted film
 */
export function refinePlace(source: Plane, target: Plane, first: Affine, sign: 1 | -1): Place {
  const centre = [source.width / 2, source.height / 2] as const;
  // The map as its value at the centre and its slopes, so that a slope moves the corners only.
  const [a, b, , d, e] = first;
  const [u, v] = mapPoint(first, centre[0], centre[1]);
  const values = [u, v, a, b, d, e];
  const moves = [1, 1, 1 / centre[0], 1 / centre[1], 1 / centre[0], 1 / centre[1]];
  const toMap = (): Affine => {
    const [cu, cv, pa, pb, pd, pe] = values as [number, number, number, number, number, number];
    return [
      pa,
      pb,
      cu - pa * centre[0] - pb * centre[1],
      pd,
      pe,
      cv - pd * centre[0] - pe * centre[1],
    ];
  };
  let best = correlate(source, target, toMap(), STRIDE).correlation * sign;
  for (const step of STEPS)
    for (let round = 0, hasMoved = true; hasMoved && round < MOST_ROUNDS; round += 1) {
      hasMoved = false;
      for (const [index, move] of moves.entries())
        for (const direction of [1, -1]) {
          const before = values[index] as number;
          values[index] = before + direction * step * move;
          const found = correlate(source, target, toMap(), STRIDE).correlation * sign;
          if (found > best) {
            best = found;
            hasMoved = true;
            break;
          }
          values[index] = before;
        }
    }
  const map = toMap();
  const { correlation, pixels } = correlate(source, target, map, 1);
  const share = pixels / (source.width * source.height);
  const [pa, pb, , pd, pe] = map;
  const area = (Math.abs(pa * pe - pb * pd) * pixels) / (target.width * target.height);
  return { map, correlation: correlation * sign, overlap: [share, Math.min(1, area)] };
}

function correlate(
  source: Plane,
  target: Plane,
  [a, b, c, d, e, f]: Affine,
  stride: number,
): { readonly correlation: number; readonly pixels: number } {
  let n = 0;
  let sp = 0;
  let sq = 0;
  let spp = 0;
  let sqq = 0;
  let spq = 0;
  for (let y = 0; y < source.height; y += stride)
    for (let x = 0; x < source.width; x += stride) {
      const u = a * (x + 0.5) + b * (y + 0.5) + c - 0.5;
      const v = d * (x + 0.5) + e * (y + 0.5) + f - 0.5;
      if (u < 0 || v < 0 || u > target.width - 1 || v > target.height - 1) continue;
      const p = source.data[y * source.width + x] as number;
      const q = bilinear(target, u, v);
      n += 1;
      sp += p;
      sq += q;
      spp += p * p;
      sqq += q * q;
      spq += p * q;
    }
  const pixels = n * stride * stride;
  const spread = Math.sqrt((spp - (sp * sp) / n) * (sqq - (sq * sq) / n));
  if (n < LEAST_PIXELS || !(spread > 0)) return { correlation: 0, pixels };
  return { correlation: (spq - (sp * sq) / n) / spread, pixels };
}
