// Chest-like images with a known lesion, so that a demo needs no data and a heatmap has a truth.

import type { ClassName } from "../dataset/classes.ts";
import { RANDOM_OPS, type RandomStream, randomStream } from "../random/stream.ts";
import { type Anatomy, drawAnatomy, type Vessel } from "./anatomy.ts";
import { boneShare, diaphragmY, heartShare, lungShare, torsoShare } from "./chest-shape.ts";
import { drawFilmCurve, exposeFilm } from "./exposure.ts";
import { smoothStep } from "./lattice-noise.ts";
import { drawLesion } from "./lesion.ts";
import { writeMarker } from "./marker.ts";
import { type PhantomSource, phantomPatient } from "./phantom-plan.ts";

/** Which film to make. */
export interface PhantomOptions {
  readonly seed: number;
  /** Patient number; films of one patient share the anatomy. */
  readonly index: number;
  /** Film of the patient, from 0. */
  readonly film?: number;
  /** Side of the square image in pixels (≥ 16). */
  readonly size: number;
  /** The patient's own label when absent. */
  readonly label?: ClassName;
  /** The patient's own source when absent. */
  readonly source?: PhantomSource;
}

/** A made film with its truth. */
export interface Phantom {
  /** Grey values in [0, 1], `[size, size]`. */
  readonly image: Float32Array;
  /** 1 where the lesion is visible, else 0; all 0 for the class normal. */
  readonly lesionMask: Uint8Array;
  /** 1 in the lungs (lesion included), else 0. */
  readonly lungMask: Uint8Array;
  readonly label: ClassName;
  readonly source: PhantomSource;
  readonly patient: string;
  readonly view: "PA" | "AP";
}

/** From film to patient coordinates, and back for the vessels. */
interface Pose {
  readonly cos: number;
  readonly sin: number;
  readonly scale: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

/**
 * Makes a chest-like film: focal consolidation (pneumonia), bilateral peripheral haze (covid19) or
 * neither (normal).
 *
 * Densities are summed as absorbing thicknesses, then ranked into a random film curve, so that the
 * grey-level distribution is independent of the class (see `exposeFilm`).
 *
 * @throws {RangeError} when the size is below 16 or no integer
 */
export function makePhantom(options: PhantomOptions): Phantom {
  const { seed, index, size, film = 0 } = options;
  if (!Number.isInteger(size) || size < 16)
    throw new RangeError(
      `phantom: "size" must be a whole number from 16, but it is ${size}. Give a larger size.`,
    );
  const patient = phantomPatient(index, seed);
  const label = options.label ?? patient.label;
  const source = options.source ?? patient.source;
  const person = randomStream({ seed, epoch: 0, sample: index, op: RANDOM_OPS.phantomAnatomy });
  const anatomy = drawAnatomy(person);
  const lesion = drawLesion(label, anatomy, person);
  const take = randomStream({ seed, epoch: film, sample: index, op: RANDOM_OPS.phantomFilm });
  const view = take.uniform() < 0.3 ? "AP" : "PA";
  const pose = drawPose(take);
  const image = new Float32Array(size * size);
  const lesionMask = new Uint8Array(size * size);
  const lungMask = new Uint8Array(size * size);
  const vessels = drawVesselLayer(anatomy.vessels, pose, size);
  // A portable (AP) film shows a larger heart.
  const seen = view === "AP" ? { ...anatomy, heartWidth: anatomy.heartWidth * 1.13 } : anatomy;
  const noise = 0.008 + 0.01 * take.uniform();
  const activity = 0.9 + 0.2 * take.uniform();
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const pixel = row * size + column;
      const dx = (column + 0.5) / size - 0.5 - pose.shiftX;
      const dy = (row + 0.5) / size - 0.5 - pose.shiftY;
      const x = (pose.cos * dx + pose.sin * dy) / pose.scale;
      const y = 0.5 + (pose.cos * dy - pose.sin * dx) / pose.scale;
      const heart = heartShare(seen, x, y);
      const air = lungShare(seen, x, y) * (1 - heart);
      const extent = air > 0.02 ? lesion.extent(x, y) : 0;
      const sick = extent > 0.01 ? activity * lesion.density(x, y) : 0;
      const lines = vessels[pixel] as number;
      image[pixel] = tissueDensity(seen, x, y, air, heart, 1 / size) + air * (sick + lines);
      lungMask[pixel] = air > 0.5 ? 1 : 0;
      lesionMask[pixel] = air > 0.5 && extent > 1 / 3 ? 1 : 0;
    }
  const content = { air: shareOf(image, 0), lung: shareOf(lungMask, 1) };
  for (let pixel = 0; pixel < image.length; pixel += 1)
    image[pixel] = (image[pixel] as number) + noise * take.normal();
  exposeFilm(image, drawFilmCurve(take, content, source === "phantom-b" ? 0.03 : 0));
  const letter = take.uniform() < 0.5 ? "L" : "R";
  writeMarker(image, size, {
    letter,
    x: letter === "L" ? 0.84 + 0.08 * take.uniform() : 0.04 + 0.08 * take.uniform(),
    y: 0.04 + 0.06 * take.uniform(),
    height: 0.05 + 0.02 * take.uniform(),
    grey: 0.85 + 0.15 * take.uniform(),
    hasTicks: source === "phantom-b",
  });
  return { image, lesionMask, lungMask, label, source, patient: patient.patient, view };
}

/** Thickness of everything but lesion and vessels, about 0 to 1. */
function tissueDensity(
  anatomy: Anatomy,
  x: number,
  y: number,
  air: number,
  heart: number,
  pixel: number,
): number {
  const torso = torsoShare(anatomy, x, y);
  if (torso === 0) return 0;
  const below = smoothStep(-0.01, 0.04, y - diaphragmY(anatomy, x));
  const midline = Math.exp(-((x / 0.085) ** 2));
  const soft =
    0.56 +
    0.1 * midline +
    0.12 * below * smoothStep(0.44, 0.3, Math.abs(x)) +
    0.06 * heart * (1 - below) +
    0.02 * anatomy.tissue(x, y) +
    0.008 * anatomy.grain(x, y);
  return torso * (soft - 0.4 * air) + anatomy.ribDensity * boneShare(anatomy, x, y, pixel) * torso;
}

function shareOf(values: ArrayLike<number>, wanted: number): number {
  let count = 0;
  for (let index = 0; index < values.length; index += 1) if (values[index] === wanted) count += 1;
  return count / values.length;
}

function drawPose(stream: RandomStream): Pose {
  const angle = 0.045 * stream.normal();
  return {
    cos: Math.cos(angle),
    sin: Math.sin(angle),
    scale: 0.96 + 0.1 * stream.uniform(),
    shiftX: 0.018 * stream.normal(),
    shiftY: 0.018 * stream.normal(),
  };
}

/** Density of the vessels on the film; each piece is drawn only around itself. */
function drawVesselLayer(vessels: readonly Vessel[], pose: Pose, size: number): Float32Array {
  const layer = new Float32Array(size * size);
  const place = (x: number, y: number): readonly [number, number] => {
    const u = x * pose.scale;
    const v = (y - 0.5) * pose.scale;
    return [
      (0.5 + pose.shiftX + pose.cos * u - pose.sin * v) * size - 0.5,
      (0.5 + pose.shiftY + pose.sin * u + pose.cos * v) * size - 0.5,
    ];
  };
  for (const { x0, y0, x1, y1, width, density } of vessels) {
    const [ax, ay] = place(x0, y0);
    const [bx, by] = place(x1, y1);
    // A line thinner than a pixel is drawn one pixel wide and as much fainter.
    const spread = Math.max(0.6, width * size);
    const depth = density * Math.min(1, (width * size) / 0.6);
    const lengthSquared = Math.max(1e-9, (bx - ax) ** 2 + (by - ay) ** 2);
    const reach = 2 * spread;
    const bottom = Math.min(size - 1, Math.ceil(Math.max(ay, by) + reach));
    const right = Math.min(size - 1, Math.ceil(Math.max(ax, bx) + reach));
    for (let row = Math.max(0, Math.floor(Math.min(ay, by) - reach)); row <= bottom; row += 1)
      for (
        let column = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
        column <= right;
        column += 1
      ) {
        const along = ((column - ax) * (bx - ax) + (row - ay) * (by - ay)) / lengthSquared;
        const t = Math.min(1, Math.max(0, along));
        const dx = column - ax - t * (bx - ax);
        const dy = row - ay - t * (by - ay);
        const value = depth * Math.exp(-(dx * dx + dy * dy) / (spread * spread));
        const pixel = row * size + column;
        layer[pixel] = Math.max(layer[pixel] as number, value);
      }
  }
  return layer;
}
