// Decides whether two films that lie on each other are one film, and says how the copy was changed.

import type { FilmMatch } from "./compare-films.ts";

/**
 * Least correlation of a copy, compared at {@link FINE_SIDE} pixels or more. Among 2071 real films two
 * films of one patient reach 0.82, two of different patients 0.49; a copy has less after strong noise
 * or clipping only (docs/data-check.md).
 */
const LEAST_CORRELATION = 0.86;
/** Least correlation at {@link COARSE_SIDE} pixels or less, where films of two people look alike. */
const LEAST_COARSE_CORRELATION = 0.97;
const FINE_SIDE = 192;
const COARSE_SIDE = 64;
/** Correlation from which even films of one patient are one film, shown at this many pixels. */
const CERTAIN_CORRELATION = 0.98;
const CERTAIN_SIDE = 128;
/** Least share of either film that both show: a detail of a film is another picture. */
const LEAST_OVERLAP = 0.25;
/** Overlap from which a film is not called cropped: fits are good to a pixel or two at each edge. */
const WHOLE = 0.96;
/** Turn in degrees from which a film is called turned. */
const TURNED = 0.7;

/**
 * True when the films are one film, shown once more: correlation ≥ 0.86 where at least 192 pixels
 * could be compared, rising to 0.97 at 64 pixels, and a quarter of either film in the other.
 */
export function isNearDuplicate({ correlation, overlap, side }: FilmMatch): boolean {
  const coarse = Math.min(1, Math.max(0, (FINE_SIDE - side) / (FINE_SIDE - COARSE_SIDE)));
  const least = LEAST_CORRELATION + coarse * (LEAST_COARSE_CORRELATION - LEAST_CORRELATION);
  return correlation >= least && Math.min(...overlap) >= LEAST_OVERLAP;
}

/**
 * True when a near duplicate is no other exposure of the same patient: it is mirrored or inverted, or
 * agrees to the finest detail.
 */
export function isCertainCopy({ variant, correlation, side }: FilmMatch): boolean {
  if (variant.isMirrored || variant.isInverted) return true;
  return correlation >= CERTAIN_CORRELATION && side >= CERTAIN_SIDE;
}

/** How the copy differs, such as `mirrored, cropped to 0.87, correlation 0.98`. */
export function describeMatch({ variant, overlap, turn, correlation }: FilmMatch): string {
  const shared = Math.min(...overlap);
  return [
    variant.isMirrored && "mirrored",
    variant.isInverted && "inverted",
    shared < WHOLE && `cropped to ${shared.toFixed(2)}`,
    Math.abs(turn) >= TURNED && `turned by ${Math.abs(turn).toFixed(0)}°`,
    `correlation ${correlation.toFixed(2)}`,
  ]
    .filter((part) => part !== false)
    .join(", ");
}
