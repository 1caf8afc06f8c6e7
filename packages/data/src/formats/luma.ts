// Turns interleaved colour samples into one grey channel.

/** Interleaved samples: 1 grey, 2 grey + alpha, 3 RGB, 4 RGB + alpha. */
export type Samples = {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array | Uint16Array;
  /** 255 or 65535. */
  readonly maxValue: number;
};

/**
 * Grey values of interleaved samples; alpha is composed over black.
 *
 * y = (19595 R + 38470 G + 7471 B + 32768) >> 16, the fixed-point form of
 * 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601, section 2.5.1) that Pillow's mode L uses;
 * y' = round(y · a / max).
 *
 * @returns grey values `[height, width]` of the same type as the samples; the same array for 1 channel
 */
export function toGrey(samples: Samples): Uint8Array | Uint16Array {
  const { width, height, channels, data, maxValue } = samples;
  if (channels === 1) return data;
  const count = width * height;
  const grey = maxValue > 255 ? new Uint16Array(count) : new Uint8Array(count);
  const isColour = channels >= 3;
  const hasAlpha = channels === 2 || channels === 4;
  for (let i = 0, s = 0; i < count; i++, s += channels) {
    let y = data[s] as number;
    if (isColour) {
      const weighted =
        19595 * y + 38470 * (data[s + 1] as number) + 7471 * (data[s + 2] as number) + 32768;
      // Division and not >> 16: 16-bit samples reach 2³², outside the range of a shift.
      y = Math.floor(weighted / 65536);
    }
    if (hasAlpha) y = Math.round((y * (data[s + channels - 1] as number)) / maxValue);
    grey[i] = y;
  }
  return grey;
}
