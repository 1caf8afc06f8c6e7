// Hashes of patches: signs of low frequencies, so that a mirrored or inverted patch is one XOR away.

import { bilinear, type Plane } from "./blur.ts";

/** How a copy may lie in its original: enlarged along rows and columns, and turned. */
export interface Pose {
  readonly scaleX: number;
  readonly scaleY: number;
  /** Degrees, clockwise on the screen. */
  readonly turn: number;
}

/** Pixels from a landmark to the edge of its patch: two ribs of a film 160 pixels high. */
const PATCH_RADIUS = 14;
/** Samples along a side of the patch. */
const SAMPLES = 12;
/** Words of 16 bits in a hash. */
export const HASH_WORDS = 4;
const BITS = 16 * HASH_WORDS;

/** Frequencies (u along a row, v along a column) of the bits: the lowest without the mean. */
const FREQUENCIES = lowestFrequencies(BITS);
/** cos(π u (i + ½) / 12) at `[u, i]`. */
const WAVES = Float64Array.from({ length: SAMPLES * SAMPLES }, (_, at) =>
  Math.cos((Math.PI * Math.floor(at / SAMPLES) * ((at % SAMPLES) + 0.5)) / SAMPLES),
);
const HIGHEST = Math.max(...FREQUENCIES.map(([u]) => u));

/** Words to XOR with a patch's hash to have the hash of the mirrored patch (left and right). */
export const MIRROR_MASK: Uint16Array = maskOf(([u]) => u % 2 === 1);
/** Words to XOR with a patch's hash to have the hash of the inverted patch. */
export const INVERT_MASK: Uint16Array = maskOf(() => true);

/**
 * Hashes patches: bit k is the sign of Σ_ij p_ij · cos(π u_k (i + ½)/12) · cos(π v_k (j + ½)/12).
 *
 * @param plane local contrast
 * @param places indices of the patches' centres
 * @param pose how the patches lie in the plane
 * @returns {@link HASH_WORDS} words a patch
 */
export function hashPatches(plane: Plane, places: readonly number[], pose: Pose): Uint16Array {
  const words = new Uint16Array(places.length * HASH_WORDS);
  const patch = new Float64Array(SAMPLES * SAMPLES);
  const rows = new Float64Array(SAMPLES * SAMPLES);
  for (const [index, at] of places.entries()) {
    samplePatch(plane, at, pose, patch);
    for (let u = 0; u <= HIGHEST; u += 1)
      for (let j = 0; j < SAMPLES; j += 1) {
        let sum = 0;
        for (let i = 0; i < SAMPLES; i += 1)
          sum += (patch[j * SAMPLES + i] as number) * (WAVES[u * SAMPLES + i] as number);
        rows[u * SAMPLES + j] = sum;
      }
    for (const [bit, [u, v]] of FREQUENCIES.entries()) {
      let sum = 0;
      for (let j = 0; j < SAMPLES; j += 1)
        sum += (rows[u * SAMPLES + j] as number) * (WAVES[v * SAMPLES + j] as number);
      if (sum > 0) {
        const word = index * HASH_WORDS + (bit >> 4);
        words[word] = (words[word] as number) | (1 << (bit & 15));
      }
    }
  }
  return words;
}

function samplePatch(plane: Plane, at: number, pose: Pose, patch: Float64Array): void {
  const [x, y] = [at % plane.width, Math.floor(at / plane.width)];
  const angle = (pose.turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const step = (2 * PATCH_RADIUS) / SAMPLES;
  for (let j = 0; j < SAMPLES; j += 1)
    for (let i = 0; i < SAMPLES; i += 1) {
      const dx = ((i + 0.5) * step - PATCH_RADIUS) * pose.scaleX;
      const dy = ((j + 0.5) * step - PATCH_RADIUS) * pose.scaleY;
      patch[j * SAMPLES + i] = bilinear(plane, x + cos * dx - sin * dy, y + sin * dx + cos * dy);
    }
}

function lowestFrequencies(count: number): (readonly [number, number])[] {
  const all: [number, number][] = [];
  for (let v = 0; v < SAMPLES; v += 1)
    for (let u = 0; u < SAMPLES; u += 1) if (u + v > 0) all.push([u, v]);
  all.sort((a, b) => a[0] ** 2 + a[1] ** 2 - (b[0] ** 2 + b[1] ** 2) || a[0] - b[0]);
  return all.slice(0, count);
}

function maskOf(isSet: (frequency: readonly [number, number]) => boolean): Uint16Array {
  const mask = new Uint16Array(HASH_WORDS);
  for (const [bit, frequency] of FREQUENCIES.entries())
    if (isSet(frequency)) mask[bit >> 4] = (mask[bit >> 4] as number) | (1 << (bit & 15));
  return mask;
}

/** Bits that are set in a 32-bit word (Warren 2012, "Hacker's Delight", 5–1). */
export function bitCount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
