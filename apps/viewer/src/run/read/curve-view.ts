// What is drawn of a curve: smoothed, in a range of its axis, and never more points than can be seen.

/** A curve as it is drawn: rising x, NaN where nothing is to be drawn. */
export interface Drawn {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Exponential moving average that starts at the first value and leaves gaps alone.
 *
 * s_t = (Σ_{i≤t} a^(t−i)·y_i) / (Σ_{i≤t} a^(t−i)): without the division the first values would pull towards 0
 * (the correction of Kingma and Ba 2015, sec. 3).
 *
 * @param amount a, 0 for none to below 1
 */
export function smoothed(values: Float64Array, amount: number): Float64Array {
  if (amount <= 0) return values;
  const result = new Float64Array(values.length);
  let [sum, weight] = [0, 0];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    if (Number.isNaN(value)) {
      result[at] = Number.NaN;
      continue;
    }
    sum = amount * sum + value;
    weight = amount * weight + 1;
    result[at] = sum / weight;
  }
  return result;
}

/** Values whose share in the average is less than this do not matter. */
const LEAST_SHARE = 1e-12;

/** One value of {@link smoothed}, from only as many values before it as matter. */
export function smoothedAt(values: Float64Array, at: number, amount: number): number {
  if (amount <= 0) return values[at] ?? Number.NaN;
  const count = Math.ceil(Math.log(LEAST_SHARE) / Math.log(amount));
  const some = smoothed(values.subarray(Math.max(0, at + 1 - count), at + 1), amount);
  return some.at(-1) ?? Number.NaN;
}

/**
 * The part of a curve between two x, thinned to the least and the greatest value of each of `columns` parts: a peak
 * stays a peak. One point on either side is kept, so that the line goes on to the edge.
 *
 * @param x rising
 */
export function thinned(
  x: Float64Array,
  y: Float64Array,
  range: readonly [low: number, high: number] | undefined,
  columns: number,
): Drawn {
  const from = range === undefined ? 0 : Math.max(0, firstNotBelow(x, range[0]) - 1);
  const to = range === undefined ? x.length : Math.min(x.length, firstNotBelow(x, range[1]) + 1);
  if (to - from <= 2 * columns) return { x: x.slice(from, to), y: y.slice(from, to) };
  const keptX = new Float64Array(2 * columns);
  const keptY = new Float64Array(2 * columns);
  for (let column = 0; column < columns; column += 1) {
    const start = from + Math.floor(((to - from) * column) / columns);
    const end = from + Math.floor(((to - from) * (column + 1)) / columns);
    const [least, most] = extremes(y, start, end);
    const [first, second] = least < most ? [least, most] : [most, least];
    keptX.set([x[first] as number, x[second] as number], 2 * column);
    keptY.set([y[first] as number, y[second] as number], 2 * column);
  }
  return { x: keptX, y: keptY };
}

/** Places of the least and the greatest value; the first place when all are gaps. */
function extremes(y: Float64Array, start: number, end: number): [number, number] {
  let [least, most] = [-1, -1];
  for (let at = start; at < end; at += 1) {
    const value = y[at] as number;
    if (Number.isNaN(value)) continue;
    if (least < 0 || value < (y[least] as number)) least = at;
    if (most < 0 || value > (y[most] as number)) most = at;
  }
  return least < 0 ? [start, start] : [least, most];
}

/** Index of the first value that is not below a bound. */
export function firstNotBelow(x: Float64Array, bound: number): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Several curves over one axis, as uPlot wants them.
 *
 * @returns every x of any curve once, rising; for each curve its value there, null where the line breaks, undefined
 * where the curve has no point and the line goes on
 */
export function joined(curves: readonly Drawn[]): {
  readonly x: Float64Array;
  readonly ys: readonly (number | null | undefined)[][];
} {
  const all = new Set<number>();
  for (const curve of curves) for (const value of curve.x) all.add(value);
  const x = Float64Array.from(all).sort();
  const ys = curves.map((curve) => {
    const values = new Map<number, number>();
    for (const [at, place] of curve.x.entries()) values.set(place, curve.y[at] as number);
    return Array.from(x, (place) => {
      const value = values.get(place);
      return value !== undefined && Number.isNaN(value) ? null : value;
    });
  });
  return { x, ys };
}

/** How a chart's curves go on: x must rise, but a resumed run's file may step back; the later values count. */
export function rising(x: Float64Array, y: Float64Array): Drawn {
  const keptX: number[] = [];
  const keptY: number[] = [];
  let isRising = true;
  for (let at = 1; at < x.length; at += 1) {
    if ((x[at] as number) <= (x[at - 1] as number)) isRising = false;
  }
  if (isRising) return { x, y };
  for (let at = 0; at < x.length; at += 1) {
    const place = x[at] as number;
    while (keptX.length > 0 && (keptX.at(-1) as number) >= place) {
      keptX.pop();
      keptY.pop();
    }
    keptX.push(place);
    keptY.push(y[at] as number);
  }
  return { x: Float64Array.from(keptX), y: Float64Array.from(keptY) };
}
