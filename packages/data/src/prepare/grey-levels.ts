// Grey levels of 8 bits, in which prepared images are kept, and the values in [0, 1] that models see.

/** v / 255 as 32-bit floats, so that every reader of a level gets the same bits. */
const VALUES = Float32Array.from({ length: 256 }, (_, level) => level / 255);

/**
 * Values of grey levels: v = level / 255, rounded to a 32-bit float.
 *
 * @param levels grey levels, any shape
 * @param into where the values go, as many as levels; a new array when absent
 * @returns values in [0, 1]
 */
export function valuesOfLevels(
  levels: Uint8Array,
  into: Float32Array = new Float32Array(levels.length),
): Float32Array {
  for (let i = 0; i < levels.length; i++) into[i] = VALUES[levels[i] as number] as number;
  return into;
}

/** Nearest grey level of a value, halves upwards: ⌊255·v + ½⌋ of v clipped to [0, 1]. */
export function levelOfValue(value: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}
