// Images that are no upright frontal chest films: altered films, and pictures made by formula.

import { RANDOM_OPS, type RandomStream, randomStream } from "../random/stream.ts";
import { latticeNoise, type NoiseField, smoothStep } from "./lattice-noise.ts";

/** Alterations of a film: the same patient, another picture. */
export const ALTERED_FILMS = ["inverted", "upside-down", "turned"] as const;

/** Pictures made by formula. They are no photographs and no scans: what they stand for is in their names only. */
export const SYNTHETIC_IMAGES = [
  "synthetic-ct",
  "synthetic-lateral",
  "synthetic-noise",
  "synthetic-clouds",
  "synthetic-stripes",
  "synthetic-shapes",
  "synthetic-flat",
] as const;

/** One of {@link ALTERED_FILMS}. */
export type AlteredFilm = (typeof ALTERED_FILMS)[number];

/** One of {@link SYNTHETIC_IMAGES}. */
export type SyntheticImage = (typeof SYNTHETIC_IMAGES)[number];

/**
 * A film inverted (v ↦ 1 − v, black margins stay black), upside down, or turned by a quarter.
 *
 * @param film grey values `[side, side]` in [0, 1]; not changed
 */
export function alterFilm(kind: AlteredFilm, film: Float32Array, side: number): Float32Array {
  if (kind === "inverted") return invertPicture(film, side);
  return film.map((_, pixel) => {
    const x = pixel % side;
    const y = Math.floor(pixel / side);
    const from = kind === "turned" ? (side - 1 - x) * side + y : (side - 1 - y) * side + x;
    return film[from] as number;
  });
}

/** Padding and collimation are black in inverted films too, so that a bright frame cannot give them away. */
function invertPicture(film: Float32Array, side: number): Float32Array {
  const rows = Array.from({ length: side }, (_, y) => film.subarray(y * side, (y + 1) * side));
  const isBlackRow = rows.map((row) => row.every((value) => value === 0));
  const isBlackColumn = Array.from({ length: side }, (_, x) => rows.every((row) => row[x] === 0));
  const [top, bottom] = [isBlackRow.indexOf(false), isBlackRow.lastIndexOf(false)];
  const [left, right] = [isBlackColumn.indexOf(false), isBlackColumn.lastIndexOf(false)];
  return film.map((value, pixel) => {
    const x = pixel % side;
    const y = Math.floor(pixel / side);
    const isInside = y >= top && y <= bottom && x >= left && x <= right && top >= 0;
    return isInside ? 1 - value : 0;
  });
}

/** Grey of a point of the unit square. */
type Painting = (x: number, y: number) => number;

/**
 * A picture made by formula, different for every number.
 *
 * @param size side in pixels
 * @returns grey values `[size, size]` in [0, 1]
 */
export function makeForeignImage(
  kind: SyntheticImage,
  { seed, index, size }: { readonly seed: number; readonly index: number; readonly size: number },
): Float32Array {
  const stream = randomStream({
    seed,
    epoch: SYNTHETIC_IMAGES.indexOf(kind),
    sample: index,
    op: RANDOM_OPS.foreignImage,
  });
  const painting = PAINTINGS[kind](stream);
  return Float32Array.from({ length: size * size }, (_, pixel) => {
    const x = ((pixel % size) + 0.5) / size;
    const y = (Math.floor(pixel / size) + 0.5) / size;
    return Math.min(1, Math.max(0, painting(x, y)));
  });
}

const PAINTINGS: Readonly<Record<SyntheticImage, (stream: RandomStream) => Painting>> = {
  "synthetic-ct": axialSlice,
  "synthetic-lateral": lateralView,
  "synthetic-noise": (stream) => () => stream.uniform(),
  "synthetic-clouds": (stream) => {
    const fields = [4, 8, 16].map((cells) => latticeNoise(stream, cells));
    return (x, y) =>
      0.5 + fields.reduce((sum, field, octave) => sum + (0.2 * field(x, y)) / 2 ** octave, 0);
  },
  "synthetic-stripes": (stream) => {
    const angle = Math.PI * stream.uniform();
    const waves = 3 + 12 * stream.uniform();
    const phase = 2 * Math.PI * stream.uniform();
    const [across, down] = [Math.cos(angle), Math.sin(angle)];
    return (x, y) => 0.5 + 0.45 * Math.sin(2 * Math.PI * waves * (across * x + down * y) + phase);
  },
  "synthetic-shapes": shapes,
  "synthetic-flat": (stream) => {
    const grey = stream.uniform();
    return () => grey;
  },
};

/** Below 1 inside the ellipse. */
function radius(x: number, y: number, width: number, height: number): number {
  return Math.hypot(x / width, y / height);
}

/** 1 inside, 0 outside, soft over a hundredth of the side or so. */
function inside(distance: number): number {
  return smoothStep(1.03, 0.97, distance);
}

/** An axial slice in the manner of a lung window: body, two dark lungs with vessels, heart, spine. */
function axialSlice(stream: RandomStream): Painting {
  const vary = (): number => 0.92 + 0.16 * stream.uniform();
  const [bodyWidth, bodyHeight] = [0.42 * vary(), 0.3 * vary()];
  const lungs = [-1, 1].map((side) => ({
    x: side * 0.19 * vary(),
    width: 0.14 * vary(),
    height: 0.2 * vary(),
  }));
  const [heartX, heartWidth] = [0.04 * vary(), 0.11 * vary()];
  const vessels = Array.from({ length: 40 }, () => {
    const lung = lungs[stream.integer(0, 1)] as (typeof lungs)[number];
    const turn = 2 * Math.PI * stream.uniform();
    const reach = Math.sqrt(stream.uniform());
    const [x, y] = [Math.cos(turn) * reach * lung.width, Math.sin(turn) * reach * lung.height];
    return { x: lung.x + x, y, size: 0.004 + 0.008 * stream.uniform() };
  });
  const grain: NoiseField = latticeNoise(stream, 64);
  return (u, v) => {
    const [x, y] = [u - 0.5, v - 0.5];
    const body = inside(radius(x, y, bodyWidth, bodyHeight));
    const air = lungs.reduce(
      (most, { x: at, width, height }) => Math.max(most, inside(radius(x - at, y, width, height))),
      0,
    );
    const heart = inside(radius(x - heartX, y + 0.04, heartWidth, 0.1));
    const spine = inside(radius(x, y - 0.18, 0.05, 0.05));
    const vessel = vessels.reduce(
      (most, one) => Math.max(most, inside(radius(x - one.x, y - one.y, one.size, one.size))),
      0,
    );
    const lung = air * (1 - heart) * (1 - spine);
    const table = inside(radius(x, y - 0.4, 0.36, 0.012));
    const tissue = body * (0.62 + 0.33 * spine) * (1 - lung) + lung * (0.08 + 0.7 * vessel);
    return Math.max(tissue, 0.35 * table) + 0.015 * body * grain(u, v);
  };
}

/** A side view: a narrow chest, spine behind with its vertebrae, heart in front, dome of the diaphragm. */
function lateralView(stream: RandomStream): Painting {
  const vary = (): number => 0.94 + 0.12 * stream.uniform();
  const facing = stream.uniform() < 0.5 ? -1 : 1;
  const [chestWidth, spineX, heartX] = [0.33 * vary(), 0.2 * vary(), 0.1 * vary()];
  const [diaphragm, bend, pitch] = [0.76 * vary(), 0.12 * vary(), 0.065 * vary()];
  const ribs = Array.from({ length: 8 }, (_, rib) => 0.2 + 0.075 * rib + 0.01 * stream.normal());
  const grain: NoiseField = latticeNoise(stream, 48);
  return (u, v) => {
    const x = facing * (u - 0.5);
    const back = spineX + bend * (v - 0.45) ** 2;
    const chest = inside(radius(x, v - 0.55, chestWidth, 0.6));
    const dome = diaphragm - 0.1 * Math.cos((Math.PI * (x + 0.05)) / (2 * chestWidth));
    const air = inside(radius(x - 0.01, v - 0.48, 0.8 * chestWidth, 0.38)) * (v < dome ? 1 : 0);
    const heart = inside(radius(x + heartX, v - 0.6, 0.13, 0.16));
    const isVertebra = (v / pitch) % 1 < 0.8 ? 1 : 0.4;
    const spine = smoothStep(0.07, 0.045, Math.abs(x - back)) * isVertebra;
    const rib = ribs.reduce(
      (most, at) => Math.max(most, smoothStep(0.012, 0.004, Math.abs(v - at - 0.5 * (x + 0.1)))),
      0,
    );
    const soft = 0.72 - 0.42 * air * (1 - 0.75 * heart);
    return chest * (soft + 0.18 * spine + 0.06 * rib * air + 0.02 * grain(u, v));
  };
}

/** Discs and boxes of any grey on a ground with a slope, as in photographs of things. */
function shapes(stream: RandomStream): Painting {
  const ground = stream.uniform();
  const [slopeX, slopeY] = [stream.uniform() - 0.5, stream.uniform() - 0.5];
  const items = Array.from({ length: stream.integer(4, 12) }, () => ({
    isDisc: stream.uniform() < 0.5,
    x: stream.uniform(),
    y: stream.uniform(),
    width: 0.05 + 0.2 * stream.uniform(),
    height: 0.05 + 0.2 * stream.uniform(),
    grey: stream.uniform(),
  }));
  return (x, y) => {
    const isOver = ({ isDisc, x: left, y: top, width, height }: (typeof items)[number]): boolean =>
      isDisc
        ? radius(x - left, y - top, width, height) < 1
        : Math.abs(x - left) < width && Math.abs(y - top) < height;
    const top = items.findLast(isOver);
    return top?.grey ?? ground + slopeX * (x - 0.5) + slopeY * (y - 0.5);
  };
}
