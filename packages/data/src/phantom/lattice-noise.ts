// Smooth random fields: random numbers on a coarse lattice, interpolated.

import type { RandomStream } from "../random/stream.ts";

/** A smooth field over the plane with values of about unit spread; it repeats with period 1. */
export type NoiseField = (x: number, y: number) => number;

/**
 * Value noise with `cells` cells on the unit square, smooth (C¹) across cells.
 *
 * The field depends on the stream and on place only, so one patient looks the same at any size.
 */
export function latticeNoise(stream: RandomStream, cells: number): NoiseField {
  const lattice = Float32Array.from({ length: cells * cells }, () => stream.normal());
  return (x, y) => {
    const column = (x - Math.floor(x)) * cells;
    const row = (y - Math.floor(y)) * cells;
    const left = Math.floor(column) % cells;
    const top = Math.floor(row) % cells;
    const right = (left + 1) % cells;
    const bottom = (top + 1) % cells;
    const across = ease(column - Math.floor(column));
    const down = ease(row - Math.floor(row));
    const at = (r: number, c: number): number => lattice[r * cells + c] as number;
    const upper = at(top, left) + across * (at(top, right) - at(top, left));
    const lower = at(bottom, left) + across * (at(bottom, right) - at(bottom, left));
    return upper + down * (lower - upper);
  };
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothStep(low: number, high: number, value: number): number {
  return ease(Math.min(1, Math.max(0, (value - low) / (high - low))));
}
