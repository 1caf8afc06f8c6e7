// A Gaussian blur of small pictures on the host.

/** Width of a Gaussian blur. */
export interface Blur {
  /** Taps of the filter per axis, odd. */
  readonly taps: number;
  /** Standard deviation, pixels. */
  readonly sigma: number;
}

/**
 * Blurs a picture by a separable Gaussian that is cut to `taps` pixels.
 *
 * y[p] = Σ_t g[t] x[p + t] / Σ_t g[t] over the taps inside the picture, so that borders do not darken.
 *
 * @param picture `[size, size]`
 */
export function gaussianBlur(picture: Float32Array, size: number, blur: Blur): Float32Array {
  const alongRows = blurAlong(Float64Array.from(picture), size, blur, 1);
  return Float32Array.from(blurAlong(alongRows, size, blur, size));
}

function blurAlong(
  values: Float64Array,
  size: number,
  { taps, sigma }: Blur,
  stride: number,
): Float64Array {
  const reach = (taps - 1) / 2;
  const filter = Array.from({ length: taps }, (_, tap) =>
    Math.exp(-((tap - reach) ** 2) / (2 * sigma * sigma)),
  );
  return values.map((_, pixel) => {
    const place = Math.floor(pixel / stride) % size;
    let sum = 0;
    let weight = 0;
    for (let tap = Math.max(0, reach - place); tap < taps; tap += 1) {
      const from = tap - reach;
      if (place + from >= size) break;
      sum += (filter[tap] as number) * (values[pixel + from * stride] as number);
      weight += filter[tap] as number;
    }
    return sum / weight;
  });
}
