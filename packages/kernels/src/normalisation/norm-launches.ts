// The launches of a normalisation: moments of the segments, then every element.
import { type BufferRef, type Launch, linearGrid, type TensorType } from "@pleura/engine";
import { combineMoments } from "./combine-moments.wgsl.ts";
import { type NormLayout, partsOf, planeParams, widthOf } from "./norm-layout.ts";
import { normalise } from "./normalise.wgsl.ts";
import { partialMoments } from "./partial-moments.wgsl.ts";

/** Invocations to workgroups of 64. */
export const gridFor = (invocations: number) => linearGrid(Math.ceil(invocations / 64));

/** Buffers of a normalisation with its statistics. */
export interface NormBuffers {
  readonly x: BufferRef;
  readonly gamma: BufferRef;
  readonly beta: BufferRef;
  readonly mean: BufferRef;
  readonly variance: BufferRef;
  readonly y: BufferRef;
}

/** Mean and biased variance of each segment: `[segments]` each. */
export function momentLaunches(
  layout: NormLayout,
  { x, mean, variance }: NormBuffers,
  scratch: (type: TensorType) => BufferRef,
): readonly Launch[] {
  const width = widthOf(layout);
  const perPlane = layout.plane / width;
  const { segments, runs } = layout;
  const run = layout.run * perPlane;
  const parts = partsOf(runs * run, run);
  const partial = scratch({ shape: [segments, parts, 2], dtype: "f32" });
  const params = { segments, parts, run, runs, stride: layout.stride * perPlane, width };
  return [
    {
      kernel: partialMoments(width),
      buffers: [x, partial],
      params,
      grid: gridFor(segments * parts),
    },
    {
      kernel: combineMoments,
      buffers: [partial, mean, variance],
      params,
      grid: gridFor(segments),
    },
  ];
}

/** y from x and statistics that exist already. */
export function normaliseLaunch(
  layout: NormLayout,
  { x, gamma, beta, mean, variance, y }: NormBuffers,
  epsilon: number,
): Launch {
  const params = { ...planeParams(layout), epsilon };
  return {
    kernel: normalise(widthOf(layout)),
    buffers: [x, gamma, beta, mean, variance, y],
    params,
    grid: gridFor(params.planes * params.parts),
  };
}
