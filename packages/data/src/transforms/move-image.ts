// Turns, zooms, shifts, shears and mirrors a grey image by given amounts.

import { type PlaneSize, requirePlane } from "./plane.ts";

/** How the output's pixels lie in the input. */
export interface Movement {
  /** Angle of the rotation, degrees. */
  readonly rotationDegrees: number;
  /** Factors on the distance from the centre: above 1 shows more, smaller. */
  readonly zoomRows: number;
  readonly zoomColumns: number;
  /** Pixels. */
  readonly shiftRows: number;
  readonly shiftColumns: number;
  /** Angle of the shear, degrees. */
  readonly shearDegrees: number;
  /** True swaps left and right, after everything else. */
  readonly isMirrored: boolean;
}

/** The movement that leaves an image as it is. */
export const stillMovement: Movement = {
  rotationDegrees: 0,
  zoomRows: 1,
  zoomColumns: 1,
  shiftRows: 0,
  shiftColumns: 0,
  shearDegrees: 0,
  isMirrored: false,
};

/**
 * A moved copy of a grey image, bilinear, border pixels repeated outside.
 *
 * Output pixel p = (row, column) reads the input at c + R·(s + H·Z·(p − c)), with the centre c, R = [cos θ, −sin θ;
 * sin θ, cos θ], the shift s, H = [1, −sin φ; 0, cos φ] and the zooms Z: the order and the senses of Keras'
 * `ImageDataGenerator` (keras-preprocessing 1.1). Keras before TensorFlow 2.9 turned about a point one pixel to the
 * lower right of the centre; here it is the centre.
 *
 * @param image grey values, row-major; not changed
 * @throws {RangeError} when the array does not fit the size
 */
export function moveImage(image: Float32Array, size: PlaneSize, movement: Movement): Float32Array {
  requirePlane("augment", image, size);
  const { height, width } = size;
  const { zoomRows, zoomColumns, shiftRows, shiftColumns, isMirrored } = movement;
  const angle = radians(movement.rotationDegrees);
  const shear = radians(movement.shearDegrees);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [shearCos, shearSin] = [Math.cos(shear), Math.sin(shear)];
  const centreRow = (height - 1) / 2;
  const centreColumn = (width - 1) / 2;
  const out = new Float32Array(image.length);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const down = zoomRows * (row - centreRow);
      const across = zoomColumns * (isMirrored ? -1 : 1) * (column - centreColumn);
      const r = shiftRows + down - shearSin * across;
      const c = shiftColumns + shearCos * across;
      const y = clamp(centreRow + cos * r - sin * c, height - 1);
      const x = clamp(centreColumn + sin * r + cos * c, width - 1);
      out[row * width + column] = bilinear(image, size, x, y);
    }
  return out;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function bilinear(image: Float32Array, { height, width }: PlaneSize, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = Math.min(width - 1, left + 1);
  const bottom = Math.min(height - 1, top + 1);
  const across = x - left;
  const at = (row: number, column: number): number => image[row * width + column] as number;
  const upper = at(top, left) * (1 - across) + at(top, right) * across;
  const lower = at(bottom, left) * (1 - across) + at(bottom, right) * across;
  return upper + (y - top) * (lower - upper);
}

function clamp(value: number, high: number): number {
  return Math.min(high, Math.max(0, value));
}
