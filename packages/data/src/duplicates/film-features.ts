// What is remembered of a film to find its copies: hashes of its landmarks.

import type { GreyImage } from "../formats/image.ts";
import { localContrast, type Plane } from "./blur.ts";
import { contentBox, filmPlane } from "./film-plane.ts";
import { hashPatches, type Pose } from "./patch-hash.ts";

/** Longest side of the plane on which landmarks are found, pixels. */
const PLANE_SIDE = 160;
/** Most landmarks of a film. */
export const MOST_LANDMARKS = 48;
/** σ of the details that make landmarks, and of their surroundings: ribs are 4 to 8 pixels wide. */
const DETAIL = 1.5;
const SURROUNDINGS = 6;
/** Least distance of two landmarks, pixels. */
const APART = 3;
/** Least local contrast of a landmark, standard deviations: below it an empty border's noise begins. */
const LEAST_CONTRAST = 0.5;

const plain = (scale: number): Pose => ({ scaleX: scale, scaleY: scale, turn: 0 });

/**
 * How a film may lie in its copies. A crop to 71 % is 1.41 times as large as what it was cut from;
 * steps of 12 %, a squashing by a quarter and turns by 6° are what hashes forgive half of.
 */
export const POSES: readonly Pose[] = [
  ...[1, 1.12, 1.26, 1.41, 0.89, 0.79, 0.71].map(plain),
  { scaleX: 1.12, scaleY: 0.89, turn: 0 },
  { scaleX: 0.89, scaleY: 1.12, turn: 0 },
  { scaleX: 1, scaleY: 1, turn: 6 },
  { scaleX: 1, scaleY: 1, turn: -6 },
];

/** What is remembered of a film. */
export interface FilmFeatures {
  /** Columns and rows of the plane that the landmarks lie in, pixels. */
  readonly width: number;
  readonly height: number;
  /** Columns and rows of the landmarks. */
  readonly x: Uint8Array;
  readonly y: Uint8Array;
  /** Hashes of the landmarks' patches for each of {@link POSES}. */
  readonly hashes: readonly Uint16Array[];
}

/**
 * Landmarks of a film (at most 48) and their hashes, which forgive brightness, contrast, gamma,
 * compression and size.
 */
export function filmFeatures(image: GreyImage): FilmFeatures {
  const plane = filmPlane(image, contentBox(image), PLANE_SIDE);
  const { width, height } = plane;
  const contrast = localContrast(plane, DETAIL, SURROUNDINGS);
  const places = landmarks(contrast);
  return {
    width,
    height,
    x: Uint8Array.from(places, (at) => at % width),
    y: Uint8Array.from(places, (at) => Math.floor(at / width)),
    hashes: POSES.map((pose) => hashPatches(contrast, places, pose)),
  };
}

/** Pixels where the contrast is farthest from 0 among their neighbours, the strongest first. */
function landmarks({ width, height, data }: Plane): number[] {
  const found: { at: number; strength: number }[] = [];
  for (let y = APART + 1; y < height - APART - 1; y += 1)
    for (let x = APART + 1; x < width - APART - 1; x += 1) {
      const at = y * width + x;
      const strength = Math.abs(data[at] as number);
      if (strength >= LEAST_CONTRAST && isPeak(data, width, at)) found.push({ at, strength });
    }
  found.sort((a, b) => b.strength - a.strength || a.at - b.at);
  return found.slice(0, MOST_LANDMARKS).map(({ at }) => at);
}

/** True when no pixel within APART has more contrast; of equal ones the first counts. */
function isPeak(data: Float32Array, width: number, at: number): boolean {
  const strength = Math.abs(data[at] as number);
  for (let dy = -APART; dy <= APART; dy += 1)
    for (let dx = -APART; dx <= APART; dx += 1) {
      const other = at + dy * width + dx;
      const value = Math.abs(data[other] as number);
      if (value > strength || (value === strength && other < at)) return false;
    }
  return true;
}
