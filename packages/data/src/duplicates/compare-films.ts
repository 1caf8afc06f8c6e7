// Lays one film on another: where they show the same, and how alike they are there.

import type { GreyImage } from "../formats/image.ts";
import { type Affine, fitAffine, inUnits, mapPoint, type PointPair } from "./affine.ts";
import { localContrast, type Plane } from "./blur.ts";
import { type FilmFeatures, POSES } from "./film-features.ts";
import { type Candidate, MOST_BITS, type Variant, variantMask } from "./film-index.ts";
import { contentBox, filmPlane } from "./film-plane.ts";
import { bitCount, HASH_WORDS } from "./patch-hash.ts";
import { refinePlace } from "./refine-place.ts";

/** How two films lie on each other. */
export interface FilmMatch {
  readonly variant: Variant;
  /** Landmarks of the copy that lie on one of the original. */
  readonly landmarks: number;
  /** Pearson correlation of the local contrast where both films are, −1 to 1; negated if inverted. */
  readonly correlation: number;
  /** Shares of the copy and of the original that show the same, (0, 1]. */
  readonly overlap: readonly [number, number];
  /** Turn between the films, degrees. */
  readonly turn: number;
  /** Longest side at which they were compared, pixels: at most 256, and what the smaller one has. */
  readonly side: number;
}

/** A film of a comparison: decoded, with its features. */
export interface ComparedFilm {
  readonly image: GreyImage;
  readonly features: FilmFeatures;
}

/** Longest side at which films are laid on each other, pixels: enough for the lungs' vessels. */
const COMPARED_SIDE = 256;
/** σ of what is compared, pixels: grain and compression are below it, the chest's outline above. */
const DETAIL = 1;
const SURROUNDINGS = 6;
/** Landmarks may miss each other by this many pixels of their planes, before and after the fit. */
const COARSE = 10;
const FINE = 3;
/** Bits that may differ beyond the index's, where place confirms a landmark. */
const MORE_BITS = 4;
const LEAST_LANDMARKS = 4;

/** Lays `copy` on `original`; undefined when their landmarks do not lie alike. */
export function compareFilms(
  copy: ComparedFilm,
  original: ComparedFilm,
  candidate: Candidate,
): FilmMatch | undefined {
  const { variant } = candidate;
  const pairs = matchLandmarks(copy.features, original.features, candidate);
  const placed = placeLandmarks(pairs, candidate);
  if (placed === undefined) return undefined;
  const planes = comparedPlanes(copy, original, placed.map);
  const source = variant.isMirrored ? mirrored(planes.copy) : planes.copy;
  const { copy: a, original: b } = { copy: copy.features, original: original.features };
  const map = inUnits(
    placed.map,
    [source.width / a.width, source.height / a.height],
    [planes.original.width / b.width, planes.original.height / b.height],
  );
  const found = refinePlace(source, planes.original, map, variant.isInverted ? -1 : 1);
  const [p, q, , r, s] = found.map;
  return {
    variant,
    landmarks: placed.landmarks,
    correlation: found.correlation,
    overlap: found.overlap,
    side: Math.max(source.width, source.height),
    turn: (180 / Math.PI) * Math.atan2(r - q, p + s),
  };
}

/** Pairs of landmarks whose patches are alike, in pixel edges of the films' planes. */
function matchLandmarks(
  copy: FilmFeatures,
  original: FilmFeatures,
  { variant, pose }: Candidate,
): PointPair[] {
  const [own, others] = [copy.hashes[pose] as Uint16Array, original.hashes[0] as Uint16Array];
  const mask = variantMask(variant);
  const pairs: PointPair[] = [];
  for (let i = 0; i < copy.x.length; i += 1)
    for (let j = 0; j < original.x.length; j += 1) {
      let bits = 0;
      for (let word = 0; word < HASH_WORDS; word += 1)
        bits += bitCount(
          (own[i * HASH_WORDS + word] as number) ^
            (others[j * HASH_WORDS + word] as number) ^
            (mask[word] as number),
        );
      if (bits > MOST_BITS + MORE_BITS) continue;
      const x = (copy.x[i] as number) + 0.5;
      pairs.push({
        from: [variant.isMirrored ? copy.width - x : x, (copy.y[i] as number) + 0.5],
        to: [(original.x[j] as number) + 0.5, (original.y[j] as number) + 0.5],
      });
    }
  return pairs;
}

/** The map that most pairs agree on, and how many landmarks these are. */
function placeLandmarks(
  pairs: readonly PointPair[],
  { variant, pose: index }: Candidate,
): { readonly map: Affine; readonly landmarks: number } | undefined {
  const pose = POSES[index] as (typeof POSES)[number];
  const angle = ((variant.isMirrored ? 1 : -1) * pose.turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // What the pose undoes; the rest is a shift, which those pairs share that are not chance.
  const shifts = pairs.map(({ from: [x, y], to: [u, v] }) => [
    u - (cos * x - sin * y) / pose.scaleX,
    v - (sin * x + cos * y) / pose.scaleY,
  ]);
  let inliers: PointPair[] = [];
  for (const [sx, sy] of shifts as [number, number][]) {
    const near = pairs.filter((_, at) => {
      const [ox, oy] = shifts[at] as [number, number];
      return Math.abs(ox - sx) <= COARSE && Math.abs(oy - sy) <= COARSE;
    });
    if (near.length > inliers.length) inliers = near;
  }
  let map: Affine | undefined;
  for (const limit of [2 * FINE, FINE, FINE]) {
    if (countPoints(inliers) < LEAST_LANDMARKS) return undefined;
    const fitted = fitAffine(inliers);
    inliers = pairs.filter(({ from, to }) => {
      const [u, v] = mapPoint(fitted, from[0], from[1]);
      return Math.hypot(u - to[0], v - to[1]) <= limit;
    });
    map = fitted;
  }
  const landmarks = countPoints(inliers);
  return map === undefined || landmarks < LEAST_LANDMARKS ? undefined : { map, landmarks };
}

function countPoints(pairs: readonly PointPair[]): number {
  return new Set(pairs.map(({ from }) => from.join())).size;
}

/** Both films' local contrast with pixels of one size, as fine as the coarser of them allows. */
function comparedPlanes(
  copy: ComparedFilm,
  original: ComparedFilm,
  [a, b, , d, e]: Affine,
): { readonly copy: Plane; readonly original: Plane } {
  const enlargement = Math.sqrt(Math.abs(a * e - b * d));
  const boxes = [copy, original].map(({ image }) => contentBox(image));
  const native = boxes.map(({ left, top, right, bottom }) => Math.max(right - left, bottom - top));
  const own = [copy.features, original.features].map(
    ({ width, height }, index) => Math.max(width, height) * (index === 0 ? enlargement : 1),
  );
  const zoom = Math.min(
    ...own.map((side) => COMPARED_SIDE / side),
    ...own.map((side, index) => (native[index] as number) / side),
  );
  const [one, two] = [copy, original].map(({ image }, index) => {
    const side = Math.max(16, Math.round((own[index] as number) * zoom));
    const plane = filmPlane(image, boxes[index] as (typeof boxes)[number], side);
    return localContrast(plane, DETAIL, SURROUNDINGS);
  }) as [Plane, Plane];
  return { copy: one, original: two };
}

function mirrored({ width, height, data }: Plane): Plane {
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      out[y * width + x] = data[y * width + width - 1 - x] as number;
  return { width, height, data: out };
}
