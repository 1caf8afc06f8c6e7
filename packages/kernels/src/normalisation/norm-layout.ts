// Which elements share one mean and variance: the strides in which batch norm and group norm differ.
import { elementCount, type Shape } from "@pleura/engine";
import { type VectorWidth, widthFor } from "../wgsl/vector-width.ts";

/**
 * A tensor `[n, c, h, w]` seen as n·c planes of `plane` elements, and the segments of planes that share statistics.
 *
 * Plane q of segment s is plane ⌊q / run⌋ · stride + s · run + q mod run; a segment has `runs · run` planes.
 */
export interface NormLayout {
  readonly n: number;
  readonly c: number;
  /** Elements of one plane, h · w. */
  readonly plane: number;
  /** How many means and variances there are. */
  readonly segments: number;
  /** Neighbouring planes of one segment, and how many such runs it has. */
  readonly run: number;
  readonly runs: number;
  /** Planes from the start of one run of a segment to the next. */
  readonly stride: number;
}

const planeOf = (shape: Shape) => elementCount(shape.slice(2));

/** Batch norm: one segment per channel, a run of one plane in each image. */
export function batchLayout(shape: Shape): NormLayout {
  const [n = 1, c = 1] = shape;
  return { n, c, plane: planeOf(shape), segments: c, run: 1, runs: n, stride: c };
}

/** Group norm: one segment per image and group, the group's neighbouring planes. */
export function groupLayout(shape: Shape, groups: number): NormLayout {
  const [n = 1, c = 1] = shape;
  const run = c / groups;
  return { n, c, plane: planeOf(shape), segments: n * groups, run, runs: 1, stride: n * c };
}

/** The widest vector that divides planes. */
export const widthOf = ({ plane }: NormLayout): VectorWidth => widthFor(plane);

/**
 * How many invocations share the sum over `length` vectors, of which `neighbours` lie side by side.
 *
 * About 64 vectors each, so that partial sums are few; at most 128, since one invocation adds them up.
 */
export function partsOf(length: number, neighbours: number): number {
  return Math.max(1, Math.min(128, neighbours, Math.ceil(length / 64)));
}

/** Parameters of kernels that write every element, about 8 vectors of one plane per invocation. */
export function planeParams(layout: NormLayout) {
  const plane = layout.plane / widthOf(layout);
  const { run, stride, c: channels } = layout;
  return { planes: layout.n * layout.c, parts: Math.ceil(plane / 8), plane, channels, run, stride };
}
