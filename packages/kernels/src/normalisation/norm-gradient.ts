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
import { gradientTotals } from "./gradient-totals.wgsl.ts";
import { inputGradient } from "./input-gradient.wgsl.ts";
import { momentGradient } from "./moment-gradient.wgsl.ts";
import { gridFor } from "./norm-launches.ts";
import { type NormLayout, partsOf, planeParams, widthOf } from "./norm-layout.ts";
import { partialGradientSums } from "./partial-gradient-sums.wgsl.ts";

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
  half: { inputs: [0, 1], outputs: [] },
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

const totals: Op<NormGradientAttrs> = {
  name: "normGradientTotals",
  infer: (_, { layout: { segments, c } }) => [
    { shape: [segments, 2], dtype: "f32" },
    { shape: [c], dtype: "f32" },
    { shape: [c], dtype: "f32" },
  ],
  lower({ inputs, outputs, attrs: { layout } }) {
    const { segments, run, runs, stride, c: channels, n: images, plane } = layout;
    const parts = partsPerPlane(layout);
    const length = run * runs * plane;
    return [
      {
        kernel: gradientTotals,
        buffers: [...inputs, ...outputs],
        params: { segments, run, runs, stride, parts, images, channels, length },
        grid: gridFor(segments + channels),
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: 2 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

const ofInput: Op<NormGradientAttrs> = {
  name: "normInputGradient",
  byImages(range) {
    const attrs = layoutOfImages(range);
    return attrs && { inputs: [0, 1, 3, 4, 5], outputs: "images", attrs };
  },
  half: { inputs: [0, 1], outputs: "all" },
  infer: (inputs) => inputs.slice(0, 1),
  lower({ inputs, outputs, attrs: { layout, epsilon } }) {
    const each = { ...planeParams(layout), epsilon };
    return [
      {
        kernel: inputGradient(widthOf(layout)),
        buffers: [...inputs, ...outputs],
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
  half: { inputs: [0, 1], outputs: "all" },
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

/**
 * What all gradients of a normalisation share, from one reading of dy and x.
 *
 * @returns means of γ·dy and γ·dy·x̂ over each segment `[segments, 2]`, dgamma `[c]`, dbeta `[c]`
 */
export function normGradientTotals(
  dy: Tensor,
  { x, gamma, mean, variance }: NormTensors,
  attrs: NormGradientAttrs,
): readonly [means: Tensor, dgamma: Tensor, dbeta: Tensor] {
  const partial = applyOp1(sums, [dy, x, mean, variance], attrs);
  return applyOp(totals, [partial, gamma], attrs) as unknown as readonly [Tensor, Tensor, Tensor];
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
  const [means, dgamma, dbeta] = normGradientTotals(dy, tensors, attrs);
  let dx: Tensor | undefined;
  if (needs[0]) {
    dx = applyOp1(ofInput, [dy, x, gamma, mean, variance, means], attrs);
    if (dmean || dvariance) {
      const moments = [dmean ?? zerosLike(mean), dvariance ?? zerosLike(variance)];
      dx = applyOp1(ofMoments, [dx, x, mean, ...moments], attrs);
    }
  }
  return [dx, needs[1] ? dgamma : undefined, needs[2] ? dbeta : undefined];
}
