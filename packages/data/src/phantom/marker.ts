// The burnt-in side letter that real films carry, and that no model should look at.

/** Strokes of the letters on a grid of width 1 and height 1, as x0 y0 x1 y1. */
const STROKES: Readonly<Record<"L" | "R", readonly (readonly [number, number, number, number])[]>> =
  {
    L: [
      [0, 0, 0, 1],
      [0, 1, 0.7, 1],
    ],
    R: [
      [0, 0, 0, 1],
      [0, 0, 0.6, 0],
      [0.6, 0, 0.6, 0.48],
      [0.6, 0.48, 0, 0.48],
      [0.15, 0.48, 0.65, 1],
    ],
  };

/** Where and how a marker is written; lengths are shares of the film's side. */
export interface Marker {
  readonly letter: "L" | "R";
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly grey: number;
  /** True adds a short line of text-like ticks below the letter. */
  readonly hasTicks: boolean;
}

/** Writes the marker into a square image, in place. */
export function writeMarker(image: Float32Array, size: number, marker: Marker): void {
  const { x, y, height, grey, hasTicks } = marker;
  const half = Math.max(0.55 / size, 0.09 * height);
  const width = 0.75 * height;
  for (const [x0, y0, x1, y1] of STROKES[marker.letter])
    stroke(
      image,
      size,
      [x + x0 * width, y + y0 * height, x + x1 * width, y + y1 * height],
      half,
      grey,
    );
  if (!hasTicks) return;
  for (let tick = 0; tick < 4; tick += 1) {
    const left = x - 0.1 * height + tick * 0.3 * height;
    const top = y + 1.45 * height;
    const bottom = top + (tick % 2 === 0 ? 0.3 : 0.2) * height;
    stroke(image, size, [left, top, left, bottom], half * 0.6, grey);
  }
}

function stroke(
  image: Float32Array,
  size: number,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  half: number,
  grey: number,
): void {
  const lengthSquared = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  for (let row = pixelAt(y0, y1, -half, size); row <= pixelAt(y1, y0, half, size); row += 1)
    for (
      let column = pixelAt(x0, x1, -half, size);
      column <= pixelAt(x1, x0, half, size);
      column += 1
    ) {
      const px = (column + 0.5) / size;
      const py = (row + 0.5) / size;
      const along = ((px - x0) * (x1 - x0) + (py - y0) * (y1 - y0)) / lengthSquared;
      const t = Math.min(1, Math.max(0, along));
      const distance = Math.hypot(px - x0 - t * (x1 - x0), py - y0 - t * (y1 - y0));
      const cover = Math.min(1, Math.max(0, (half - distance) * size + 0.5));
      const index = row * size + column;
      image[index] = (image[index] as number) * (1 - cover) + grey * cover;
    }
}

/** Pixel of the smaller (pad < 0) or larger end of an interval, kept on the film. */
function pixelAt(a: number, b: number, pad: number, size: number): number {
  const end = pad < 0 ? Math.min(a, b) : Math.max(a, b);
  return Math.min(size - 1, Math.max(0, Math.floor((end + pad * 1.5) * size)));
}
