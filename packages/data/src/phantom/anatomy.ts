// One patient's chest: the numbers that shape lungs, heart, diaphragm, ribs and vessels.

import type { RandomStream } from "../random/stream.ts";
import { latticeNoise, type NoiseField } from "./lattice-noise.ts";

/** A vessel piece in patient coordinates, widths in the same unit. */
export interface Vessel {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly width: number;
  readonly density: number;
}

/**
 * Patient coordinates: x from −0.5 to 0.5, 0 at the spine and positive on the patient's left
 * (right in the image); y from 0 (top) to 1. The unit is the side of the film.
 */
export interface Anatomy {
  readonly torsoHalfWidth: number;
  readonly neckHalfWidth: number;
  readonly shoulderY: number;
  readonly apexY: number;
  readonly lungHalfWidth: number;
  readonly lungInner: number;
  /** Top of the dome, [patient's right (image left), patient's left]. */
  readonly domeY: readonly [number, number];
  readonly heartWidth: number;
  readonly heartHeight: number;
  readonly heartY: number;
  readonly aortaRadius: number;
  readonly ribSpacing: number;
  readonly ribOffset: number;
  readonly ribDrop: number;
  readonly ribDensity: number;
  readonly clavicleTilt: number;
  readonly hilumY: number;
  readonly vessels: readonly Vessel[];
  readonly tissue: NoiseField;
  readonly grain: NoiseField;
}

/** Draws a chest; nothing in it depends on the class. */
export function drawAnatomy(stream: RandomStream): Anatomy {
  const between = (low: number, high: number): number => low + (high - low) * stream.uniform();
  const domeY = between(0.7, 0.78);
  const hilumY = between(0.42, 0.47);
  const lungHalfWidth = between(0.35, 0.4);
  return {
    torsoHalfWidth: lungHalfWidth + between(0.06, 0.1),
    neckHalfWidth: between(0.1, 0.14),
    shoulderY: between(0.06, 0.12),
    apexY: between(0.1, 0.15),
    lungHalfWidth,
    lungInner: between(0.055, 0.075),
    domeY: [domeY, domeY + between(0.01, 0.035)],
    heartWidth: between(0.13, 0.18),
    heartHeight: between(0.14, 0.18),
    heartY: domeY - between(0.09, 0.12),
    aortaRadius: between(0.032, 0.05),
    ribSpacing: between(0.074, 0.088),
    ribOffset: between(0, 0.08),
    ribDrop: between(0.7, 1.05),
    ribDensity: between(0.055, 0.085),
    clavicleTilt: between(0.1, 0.25),
    hilumY,
    vessels: [...drawVessels(stream, -1, hilumY), ...drawVessels(stream, 1, hilumY)],
    tissue: latticeNoise(stream, 6),
    grain: latticeNoise(stream, 28),
  };
}

function drawVessels(stream: RandomStream, side: number, hilumY: number): Vessel[] {
  const vessels: Vessel[] = [];
  const grow = (x: number, y: number, angle: number, width: number, depth: number): void => {
    const length = (0.05 + 0.05 * stream.uniform()) * (depth === 0 ? 1.2 : 1);
    const x1 = x + side * length * Math.cos(angle);
    const y1 = y + length * Math.sin(angle);
    vessels.push({ x0: x, y0: y, x1, y1, width, density: 0.11 * 0.8 ** depth });
    if (depth === 3) return;
    const branches = stream.uniform() < 0.55 ? 2 : 1;
    for (let branch = 0; branch < branches; branch += 1)
      grow(x1, y1, angle + (stream.uniform() - 0.5) * 1.1, width * 0.72, depth + 1);
  };
  for (let trunk = 0; trunk < 6; trunk += 1) {
    const angle = -1.2 + (2.5 * (trunk + stream.uniform())) / 6;
    grow(side * 0.075, hilumY + 0.02 * stream.normal(), angle, 0.011, 0);
  }
  return vessels;
}
