// The place of a line chart: its size, its margins and its scales.

/** Size of the drawing and its margins, pixels. */
export const FRAME = {
  width: 420,
  height: 260,
  left: 52,
  right: 12,
  top: 30,
  bottom: 40,
} as const;

/** Pixels of a value. */
export interface Scale {
  px(x: number): number;
  py(y: number): number;
}

/** The scale of ranges that fill the frame. */
export function scaleOf(
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
): Scale {
  const { width, height, left, right, top, bottom } = FRAME;
  return {
    px: (x) => left + ((x - x0) / (x1 - x0)) * (width - left - right),
    py: (y) => height - bottom - ((y - y0) / (y1 - y0)) * (height - top - bottom),
  };
}

/** Least and greatest value, half a unit apart from a single one. */
export function rangeOf(values: readonly number[]): [number, number] {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}
