// Pictures as arrays.

/** A grey picture or map `[height, width]` in [0, 1]. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** 8-bit interleaved pixels `[height, width, channels]`: 1 grey, 3 RGB. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** RGBA pixels `[height, width, 4]`, colours not multiplied by alpha: what a canvas' `ImageData` takes. */
export interface RgbaPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}
