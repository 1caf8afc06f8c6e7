// The signs of disease: one dense focus with air bronchograms, or bilateral peripheral haze.

import type { ClassName } from "../dataset/classes.ts";
import type { RandomStream } from "../random/stream.ts";
import type { Anatomy } from "./anatomy.ts";
import { diaphragmY, lungBorders } from "./chest-shape.ts";
import { latticeNoise } from "./lattice-noise.ts";

/** A lesion over the plane of the patient. */
export interface Lesion {
  /** Extra density at a point, before the lung's border is applied. */
  density(x: number, y: number): number;
  /** Shape of the lesion at a point, 0 outside to 1; the mask is where it passes one third. */
  extent(x: number, y: number): number;
}

const NONE: Lesion = { density: () => 0, extent: () => 0 };

/** Draws the lesion of a class in a given chest. */
export function drawLesion(label: ClassName, anatomy: Anatomy, stream: RandomStream): Lesion {
  if (label === "pneumonia") return drawConsolidation(anatomy, stream);
  if (label === "covid19") return drawHaze(anatomy, stream);
  return NONE;
}

/** Focal consolidation: one lobe filled, with dark branching bronchi (the air bronchogram). */
function drawConsolidation(anatomy: Anatomy, stream: RandomStream): Lesion {
  const between = (low: number, high: number): number => low + (high - low) * stream.uniform();
  const side = stream.uniform() < 0.5 ? -1 : 1;
  const down = [0.36, 0.56, 0.78][stream.integer(0, 2)] ?? 0.56;
  const floor = diaphragmY(anatomy, side * 0.24);
  const cy = anatomy.apexY + (floor - anatomy.apexY) * (down + between(-0.05, 0.05));
  const { inner, outer } = lungBorders(anatomy, cy);
  // The heart hides the inner half of the left lower lobe.
  const nearest = side > 0 && down > 0.5 ? 0.62 : 0.42;
  const cx = side * (inner + (outer - inner) * between(nearest, 0.72));
  const rx = between(0.11, 0.145);
  const ry = between(0.105, 0.14);
  const strength = between(0.34, 0.42);
  const border = latticeNoise(stream, 9);
  const texture = latticeNoise(stream, 24);
  const bronchi = Array.from({ length: 4 }, () => ({
    slope: between(-0.9, 0.9),
    shift: between(-0.5, 0.5),
    bend: between(-0.6, 0.6),
  }));
  const extent = (x: number, y: number): number => {
    const reach =
      Math.sqrt(((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2) * (1 + 0.16 * border(x, y));
    return 1 / (1 + Math.exp((reach - 1) * 11));
  };
  const density = (x: number, y: number): number => {
    const shape = extent(x, y);
    if (shape < 0.01) return 0;
    const along = ((x - cx) * side) / rx;
    const height = (y - cy) / ry;
    let air = 0;
    for (const { slope, shift, bend } of bronchi) {
      const gap = height - shift * 0.6 - slope * along - bend * along * along;
      air = Math.max(air, Math.exp(-((gap / 0.085) ** 2)));
    }
    return strength * shape * (1 - 0.38 * air) * (1 + 0.1 * texture(x, y));
  };
  return { density, extent };
}

/** Ground-glass haze: soft patches along the chest wall of both lungs, mostly in the lower half. */
function drawHaze(anatomy: Anatomy, stream: RandomStream): Lesion {
  const between = (low: number, high: number): number => low + (high - low) * stream.uniform();
  const patches = [-1, 1].flatMap((side) =>
    Array.from({ length: stream.integer(3, 4) }, (_, index) => {
      const floor = diaphragmY(anatomy, side * 0.3);
      const down = 0.5 + 0.13 * index + between(-0.06, 0.06);
      const cy = anatomy.apexY + (floor - anatomy.apexY) * down;
      const { inner, outer } = lungBorders(anatomy, cy);
      return {
        cx: side * (inner + (outer - inner) * between(0.74, 0.95)),
        cy,
        rx: between(0.045, 0.07),
        ry: between(0.06, 0.085),
      };
    }),
  );
  const strength = between(0.22, 0.28);
  const border = latticeNoise(stream, 11);
  const mesh = latticeNoise(stream, 44);
  const extent = (x: number, y: number): number => {
    let clear = 1;
    for (const { cx, cy, rx, ry } of patches) {
      const reach =
        Math.sqrt(((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2) * (1 + 0.14 * border(x, y));
      clear *= 1 - 0.95 / (1 + Math.exp((reach - 1) * 5));
    }
    return 1 - clear;
  };
  const density = (x: number, y: number): number => {
    const shape = extent(x, y);
    return shape < 0.01 ? 0 : strength * shape * (1 + 0.16 * mesh(x, y));
  };
  return { density, extent };
}
