// Gradients of batch norm and group norm as graph ops that share one pass of sums.
import {
  applyOp,
  applyOp1,
  bytesOf,
  constant,
  elementCount,
  type ImageRange,
  type Op,
  type Tensor,
} from "@pleura/engine";
import { inputGradient } from "./input-gradient.wgsl.ts";
import { momentGradient } from "./moment-gradient.wgsl.ts";
import { gridFor } from "./norm-launches.ts";
import { type NormLayout, partsOf, planeParams, widthOf } from "./norm-layout.ts";
import { parameterGradient } from "./parameter-gradient.wgsl.ts";
import { partialGradientSums } from "./partial-gradient-sums.wgsl.ts";
import { segmentGradientSums } from "./segment-gradient-sums.wgsl.ts";

/** What the gradient ops know: how planes share statistics, and ε. */
export interface NormGradientAttrs {
  readonly layout: NormLayout;
  readonly epsilon: number;
}

const partsPerPlane = (layout: NormLayout) => {
  const vectors = layout.plane / widthOf(layout);
  return partsOf(vectors, vectors);
};

/** The layout of some images, where statistics are those of one image; undefined where they join the batch. */
function layoutOfImages({ attrs, images, count }: ImageRange<NormGradientAttrs>) {
  const { layout, epsilon } = attrs;
  if (layout.runs > 1) return undefined;
  const segments = (layout.segments / images) * count;
  return { epsilon, layout: { ...layout, n: count, segments, stride: count * layout.c } };
}

const sums: Op<NormGradientAttrs> = {
  name: "normGradientSums",
  byImages(range) {
    const attrs = layoutOfImages(range);
    return attrs && { inputs: [0, 1, 2, 3], outputs: "images", attrs };
  },
  infer: (_, { layout }) => [
    { shape: [layout.n * layout.c, partsPerPlane(layout), 2], dtype: "f32" },
  ],
  lower({ inputs, outputs, attrs: { layout, epsilon } }) {
    const width = widthOf(layout);
    const planes = layout.n * layout.c;
    const parts = partsPerPlane(layout);
    const { run, stride } = layout;
    return [
      {
        kernel: partialGradientSums(width),
        buffers: [...inputs, ...outputs],
        params: { planes, parts, plane: layout.plane / width, run, stride, epsilon },
        grid: gridFor(planes * parts),
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: 5 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

const ofParameters: Op<NormGradientAttrs> = {
  name: "normParameterGradient",
  byImages(range) {
    const attrs = layoutOfImages(range);
    return attrs && { inputs: [0], outputs: "sum", attrs };
  },
  infer: (_, { layout: { c } }) => [
    { shape: [c], dtype: "f32" },
    { shape: [c], dtype: "f32" },
  ],
  lower: ({ inputs, outputs, attrs: { layout } }) => [
    {
      kernel: parameterGradient,
      buffers: [...inputs, ...outputs],
      params: { images: layout.n, channels: layout.c, parts: partsPerPlane(layout) },
      grid: gridFor(layout.c),
    },
  ],
  cost: (inputs, outputs) => ({
    flops: elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

const ofInput: Op<NormGradientAttrs> = {
  name: "normInputGradient",
  byImages(range) {
    const attrs = layoutOfImages(range);
    return attrs && { inputs: [0, 1, 3, 4, 5], outputs: "images", attrs };
  },
  infer: (inputs) => inputs.slice(0, 1),
  lower({ inputs, outputs, attrs: { layout, epsilon }, scratch }) {
    const [dy, x, gamma, mean, variance, partial] = inputs;
    const [dx] = outputs;
    if (!dy || !x || !gamma || !mean || !variance || !partial || !dx) return [];
    const { run, runs, stride, segments, c: channels } = layout;
    const each = { ...planeParams(layout), epsilon };
    const means = scratch({ shape: [segments, 2], dtype: "f32" });
    const length = run * runs * layout.plane;
    const parts = partsPerPlane(layout);
    return [
      {
        kernel: segmentGradientSums,
        buffers: [partial, gamma, means],
        params: { segments, run, runs, stride, parts, channels, length },
        grid: gridFor(segments),
      },
      {
        kernel: inputGradient(widthOf(layout)),
        buffers: [dy, x, gamma, mean, variance, means, dx],
        params: each,
        grid: gridFor(each.planes * each.parts),
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: 8 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

const ofMoments: Op<NormGradientAttrs> = {
  name: "normMomentGradient",
  infer: (inputs) => inputs.slice(0, 1),
  lower({ inputs, outputs, attrs: { layout } }) {
    const { plane, run, runs, stride } = layout;
    const count = elementCount(inputs[0]?.type.shape ?? []);
    return [
      {
        kernel: momentGradient,
        buffers: [...inputs, ...outputs],
        params: { count, plane, run, stride, length: run * runs * plane },
        grid: gridFor(count),
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: 5 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/** Tensors of one normalisation, forward. */
export interface NormTensors {
  readonly x: Tensor;
  readonly gamma: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

const zerosLike = ({ shape }: Tensor) => constant(new Float32Array(elementCount(shape)), shape);

/** Σ dy and Σ dy · x̂ per plane and part: the tensor that both gradients below read. */
export function normGradientSums(
  dy: Tensor,
  { x, mean, variance }: NormTensors,
  attrs: NormGradientAttrs,
): Tensor {
  return applyOp1(sums, [dy, x, mean, variance], attrs);
}

/** (dgamma `[c]`, dbeta `[c]`) from `normGradientSums`. */
export function normParameterGradient(
  partial: Tensor,
  attrs: NormGradientAttrs,
): readonly Tensor[] {
  return applyOp(ofParameters, [partial], attrs);
}

/**
 * The gradients (dx, dgamma, dbeta) of a normalisation by statistics of x itself.
 *
 * @param outputGradients of y, mean and variance; undefined counts as zero
 * @param needs which of x, gamma, beta need one
 */
export function normGradient(
  tensors: NormTensors,
  outputGradients: readonly (Tensor | undefined)[],
  needs: readonly boolean[],
  attrs: NormGradientAttrs,
): readonly (Tensor | undefined)[] {
  const { x, gamma, mean, variance } = tensors;
  const [dy = zerosLike(x), dmean, dvariance] = outputGradients;
  const partial = normGradientSums(dy, tensors, attrs);
  const [dgamma, dbeta] = needs[1] || needs[2] ? normParameterGradient(partial, attrs) : [];
  let dx: Tensor | undefined;
  if (needs[0]) {
    dx = applyOp1(ofInput, [dy, x, gamma, mean, variance, partial], attrs);
    if (dmean || dvariance) {
      const moments = [dmean ?? zerosLike(mean), dvariance ?? zerosLike(variance)];
      dx = applyOp1(ofMoments, [dx, x, mean, ...moments], attrs);
    }
  }
  return [dx, needs[1] ? dgamma : undefined, needs[2] ? dbeta : undefined];
}
