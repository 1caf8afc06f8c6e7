// Resizes one grey channel with a filter that widens when it shrinks, so that nothing aliases.

/** `bilinear` is a triangle of radius 1, `bicubic` a Keys cubic with a = −0.5 of radius 2. */
export type ResizeFilter = "bilinear" | "bicubic";

/** Weights of one output row or column: inputs `start … start + weights.length − 1`. */
type Taps = { readonly start: number; readonly weights: Float64Array };

const FILTERS = {
  bilinear: { radius: 1, weight: (t: number) => Math.max(0, 1 - Math.abs(t)) },
  bicubic: { radius: 2, weight: keysCubic },
} as const;

/**
 * Antialiased separable resize, first along the side that leaves the smaller plane in between.
 *
 * out[i] = Σ_j f((j + ½ − c) / s) · in[j] / Σ_j f((j + ½ − c) / s), c = (i + ½) · from / to,
 * s = max(1, from / to): the filter is stretched by the reduction and plain interpolation when
 * enlarging. Same weights as Pillow's `Image.resize`.
 *
 * @param data values `[height, width]`, any range
 * @param from size of `data`, pixels
 * @param to size of the result, pixels (≥ 1)
 * @returns values `[to.height, to.width]`; bicubic may overshoot the input's range
 */
export function resize(
  data: ArrayLike<number>,
  from: { readonly width: number; readonly height: number },
  to: { readonly width: number; readonly height: number },
  filter: ResizeFilter = "bilinear",
): Float32Array {
  const columns = taps(from.width, to.width, filter);
  const rows = taps(from.height, to.height, filter);
  const out = new Float32Array(to.height * to.width);
  if (from.height * to.width <= to.height * from.width) {
    const narrow = new Float64Array(from.height * to.width);
    weighColumns(data, from, columns, narrow);
    weighRows(narrow, to.width, rows, out);
  } else {
    const low = new Float64Array(to.height * from.width);
    weighRows(data, from.width, rows, low);
    weighColumns(low, { width: from.width, height: to.height }, columns, out);
  }
  return out;
}

/** out[y, x] = Σ_k weights[x][k] · data[y, start[x] + k]. */
function weighColumns(
  data: ArrayLike<number>,
  { width, height }: { readonly width: number; readonly height: number },
  columns: readonly Taps[],
  out: Float32Array | Float64Array,
): void {
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let x = 0; x < columns.length; x++) {
      const { start, weights } = columns[x] as Taps;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) {
        sum += (weights[k] as number) * (data[base + start + k] as number);
      }
      out[y * columns.length + x] = sum;
    }
  }
}

/** out[y, x] = Σ_k weights[y][k] · data[start[y] + k, x]. */
function weighRows(
  data: ArrayLike<number>,
  width: number,
  rows: readonly Taps[],
  out: Float32Array | Float64Array,
): void {
  const line = new Float64Array(width);
  for (let y = 0; y < rows.length; y++) {
    const { start, weights } = rows[y] as Taps;
    line.fill(0);
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k] as number;
      const base = (start + k) * width;
      for (let x = 0; x < width; x++) {
        line[x] = (line[x] as number) + weight * (data[base + x] as number);
      }
    }
    out.set(line, y * width);
  }
}

function taps(from: number, to: number, filter: ResizeFilter): Taps[] {
  const { radius, weight } = FILTERS[filter];
  const scale = from / to;
  const stretch = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    // Whole pixels whose centre lies within the support, rounded as Pillow does.
    const start = Math.max(0, Math.trunc(centre - radius * stretch + 0.5));
    const end = Math.min(from, Math.trunc(centre + radius * stretch + 0.5));
    const weights = new Float64Array(end - start);
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      const w = weight((start + k + 0.5 - centre) / stretch);
      weights[k] = w;
      sum += w;
    }
    for (let k = 0; k < weights.length; k++) weights[k] = (weights[k] as number) / sum;
    return { start, weights };
  });
}

/** Keys 1981, eq. 4, with a = −0.5. */
function keysCubic(t: number): number {
  const a = -0.5;
  const d = Math.abs(t);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  if (d < 2) return (((d - 5) * d + 8) * d - 4) * a;
  return 0;
}
