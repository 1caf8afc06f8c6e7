// The size of a grey image and the check that an array fits it.

/** Height and width of a row-major grey image, in pixels (≥ 1). */
export interface PlaneSize {
  readonly height: number;
  readonly width: number;
}

/** Throws a RangeError unless `image` holds height · width values. */
export function requirePlane(what: string, image: Float32Array, size: PlaneSize): void {
  const { height, width } = size;
  if (height < 1 || width < 1 || !Number.isInteger(height) || !Number.isInteger(width))
    throw new RangeError(
      `${what}: height and width must be whole numbers from 1, but they are ${height} and` +
        ` ${width}. Give the image's own size.`,
    );
  if (image.length !== height * width)
    throw new RangeError(
      `${what}: the image must hold ${height} × ${width} = ${height * width} values, but it holds` +
        ` ${image.length}. Give one grey value for each pixel.`,
    );
}
