// Gaussian blur of a grey plane, the building block of band-pass filters.

/** A grey plane: values `[height, width]`. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * Blurs a plane with a Gaussian; beyond the edge the edge's value goes on.
 *
 * y[i] = Σ_k g_k · x[clamp(i + k)], g_k ∝ exp(−k² / 2σ²), |k| ≤ ⌈2.5σ⌉, along rows, then columns.
 *
 * @param sigma standard deviation in pixels (> 0)
 */
export function blur({ width, height, data }: Plane, sigma: number): Plane {
  const radius = Math.ceil(2.5 * sigma);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, index) =>
    Math.exp(-((index - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  for (let k = 0; k < weights.length; k += 1) weights[k] = (weights[k] as number) / sum;
  const rows = new Float32Array(data.length);
  const line = new Float64Array(Math.max(width, height) + 2 * radius);
  for (let y = 0; y < height; y += 1) {
    for (let x = -radius; x < width + radius; x += 1)
      line[x + radius] = data[y * width + Math.min(width - 1, Math.max(0, x))] as number;
    for (let x = 0; x < width; x += 1) {
      let total = 0;
      for (let k = 0; k < weights.length; k += 1)
        total += (weights[k] as number) * (line[x + k] as number);
      rows[y * width + x] = total;
    }
  }
  const out = new Float32Array(data.length);
  for (let x = 0; x < width; x += 1) {
    for (let y = -radius; y < height + radius; y += 1)
      line[y + radius] = rows[Math.min(height - 1, Math.max(0, y)) * width + x] as number;
    for (let y = 0; y < height; y += 1) {
      let total = 0;
      for (let k = 0; k < weights.length; k += 1)
        total += (weights[k] as number) * (line[y + k] as number);
      out[y * width + x] = total;
    }
  }
  return { width, height, data: out };
}

/**
 * Local contrast: how far a pixel is from its surroundings, in their standard deviations.
 *
 * y = (b − m) / √(v + ε²), b = blur(x, inner), m = blur(x, outer), v = blur((b − m)², outer). A
 * change of brightness, contrast or gamma leaves it nearly as it was; an inverted film negates it.
 *
 * @param inner σ in pixels of the smallest detail kept
 * @param outer σ in pixels of the surroundings
 */
export function localContrast(plane: Plane, inner: number, outer: number): Plane {
  const fine = inner > 0 ? blur(plane, inner) : plane;
  const coarse = blur(plane, outer);
  const band = fine.data.map((value, index) => value - (coarse.data[index] as number));
  const { width, height } = plane;
  const power = blur({ width, height, data: band.map((value) => value * value) }, outer);
  // A share of the whole plane's contrast, so that noise in an empty border stays small.
  const mean = power.data.reduce((sum, value) => sum + value, 0) / power.data.length;
  const floor = 0.05 * mean + 1e-12;
  const data = band.map((value, index) => value / Math.sqrt((power.data[index] as number) + floor));
  return { width, height, data };
}

/** Value between pixels, by their distance; beyond the edge the edge's value goes on. */
export function bilinear({ width, height, data }: Plane, x: number, y: number): number {
  const cx = Math.min(width - 1, Math.max(0, x));
  const cy = Math.min(height - 1, Math.max(0, y));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const right = x0 + 1 < width ? 1 : 0;
  const below = y0 + 1 < height ? width : 0;
  const fx = cx - x0;
  const fy = cy - y0;
  const at = y0 * width + x0;
  const top = (data[at] as number) * (1 - fx) + (data[at + right] as number) * fx;
  const low = (data[at + below] as number) * (1 - fx) + (data[at + below + right] as number) * fx;
  return top * (1 - fy) + low * fy;
}
