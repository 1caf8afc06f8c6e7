// The input of a convolution in parts: channels of two maps side by side, each read as it is or enlarged twice.
import {
  type AdapterFacts,
  type BufferRef,
  EngineError,
  formatShape,
  type Launch,
  type Shape,
  type Tensor,
  type TensorType,
} from "@pleura/engine";
import { concatOp } from "../concat/concat.ts";
import { upsampleOp } from "../upsample/upsample.ts";

/** How often each pixel of a part is read along an axis: 2 is nearest upsampling. */
export type Scale = 1 | 2;

/** One part of a convolution's input in memory. */
export interface SourceBuffer {
  readonly x: BufferRef;
  readonly channels: number;
  readonly scale: Scale;
}

/** Parts in memory, in order of channels. */
export function sourcesOf(
  xs: readonly BufferRef[],
  scales: readonly Scale[],
): readonly SourceBuffer[] {
  return xs.map((x, index) => ({
    x,
    channels: x.type.shape[1] ?? 1,
    scale: scales[index] ?? 1,
  }));
}

/** An input that is one map as it is. */
export const wholeInput: readonly Scale[] = [1];

/** True when there is nothing to join and nothing to enlarge. */
export const isWhole = (scales: readonly Scale[]) => scales.length === 1 && scales[0] === 1;

/**
 * The shape of the parts side by side.
 *
 * @throws {EngineError} tag `shape` when images or enlarged sizes differ
 */
export function joinedShape(op: string, shapes: readonly Shape[], scales: readonly Scale[]): Shape {
  const enlarged = shapes.map((shape, index) => {
    const scale = scales[index] ?? 1;
    const [n = 1, c = 1, h = 1, w = 1] = shape;
    return isWhole(scales) ? shape : [n, c, h * scale, w * scale];
  });
  const [first = []] = enlarged;
  for (const shape of enlarged) {
    if ([0, 2, 3].every((axis) => shape[axis] === first[axis])) continue;
    throw new EngineError(
      "shape",
      `${op}: the parts of "x" must agree in images, height and width, but they are ` +
        `${formatShape(first)} and ${formatShape(shape)}. Resize one of them.`,
    );
  }
  const channels = enlarged.reduce((sum, shape) => sum + (shape[1] ?? 0), 0);
  return first.map((size, axis) => (axis === 1 ? channels : size));
}

/** x behind a nearest upsampling to twice the size, or x itself. */
function behindUpsampling(x: Tensor): { readonly tensor: Tensor; readonly scale: Scale } {
  const { source } = x;
  if (source.kind !== "op" || source.node.op !== upsampleOp) return { tensor: x, scale: 1 };
  const small = source.node.inputs[0] as Tensor;
  const { mode } = source.node.attrs as { readonly mode: string };
  const isTwice = [2, 3].every((axis) => x.shape[axis] === 2 * (small.shape[axis] ?? 0));
  return mode === "nearest" && isTwice ? { tensor: small, scale: 2 } : { tensor: x, scale: 1 };
}

/**
 * What a convolution may read in place of x: the two maps behind a concatenation of channels, and small maps
 * behind nearest upsampling. The copies that they name are then never made, unless something else reads them.
 */
export function peel(x: Tensor): readonly { readonly tensor: Tensor; readonly scale: Scale }[] {
  const { source } = x;
  const isJoined =
    source.kind === "op" &&
    source.node.op === concatOp &&
    source.node.inputs.length === 2 &&
    x.shape.length === 4 &&
    (source.node.attrs as { readonly axis: number }).axis === 1;
  return isJoined ? source.node.inputs.map(behindUpsampling) : [behindUpsampling(x)];
}

/** The maps that `joinSources` may have to make: each enlarged part, and all of them side by side. */
export function joinedScratch(
  parts: readonly TensorType[],
  scales: readonly Scale[],
): readonly TensorType[] {
  if (isWhole(scales)) return [];
  const shape = joinedShape(
    "conv2d",
    parts.map((part) => part.shape),
    scales,
  );
  return [{ shape, dtype: "f32" }];
}

/** Launches that write the parts side by side into a buffer, for kernels that read one map. */
export function joinSources(
  sources: readonly SourceBuffer[],
  adapter: AdapterFacts,
  scratch: (type: TensorType, isHalf?: boolean) => BufferRef,
): { readonly x: BufferRef; readonly launches: readonly Launch[] } {
  const context = { adapter, variant: undefined, scratch };
  const launches: Launch[] = [];
  const enlarged = sources.map(({ x, scale }) => {
    if (scale === 1) return x;
    const [n = 1, c = 1, h = 1, w = 1] = x.type.shape;
    const size = [h * scale, w * scale] as const;
    const large = scratch({ shape: [n, c, ...size], dtype: "f32" }, x.isHalf);
    const attrs = { mode: "nearest", size } as const;
    launches.push(
      ...(upsampleOp.lower?.({ ...context, inputs: [x], outputs: [large], attrs }) ?? []),
    );
    return large;
  });
  const [only] = enlarged;
  if (only && enlarged.length === 1) return { x: only, launches };
  const shapes = enlarged.map(({ type }) => type.shape);
  const ones = shapes.map((): Scale => 1);
  const isHalf = enlarged.every((x) => x.isHalf);
  const joined = scratch({ shape: joinedShape("conv2d", shapes, ones), dtype: "f32" }, isHalf);
  const lowered = concatOp.lower?.({
    ...context,
    inputs: enlarged,
    outputs: [joined],
    attrs: { axis: 1 },
  });
  launches.push(...(lowered ?? []));
  return { x: joined, launches };
}
