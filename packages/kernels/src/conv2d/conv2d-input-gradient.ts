// Gradient of a convolution with respect to its input.
import {
  type BufferRef,
  bytesOf,
  EngineError,
  formatShape,
  linearGrid,
  type Op,
  type Shape,
} from "@pleura/engine";
import { alongImages } from "../contract/by-images.ts";
import { nameOf } from "../contract/named-variants.ts";
import { upsampleGradientOp } from "../upsample/upsample.ts";
import { conv2dInputGradientStrided } from "./conv2d.input-gradient.wgsl.ts";
import { convVariants } from "./conv2d-candidates.ts";
import { canReadSources, launchConvolution } from "./conv2d-launch.ts";
import { type Scale, sourcesOf, wholeInput } from "./conv2d-sources.ts";
import { type ConvMotion, type ConvSizes, convFlops, convSizes } from "./conv2d-window.ts";

/** Some channels of the convolution's input, and how often each pixel of them was read along an axis. */
export interface InputPart {
  readonly first: number;
  readonly count: number;
  readonly scale: Scale;
}

/** Motion of the convolution, height and width of its input, and the part whose gradient is wanted; default all. */
export interface InputGradientAttrs extends ConvMotion {
  readonly size: readonly [h: number, w: number];
  readonly part?: InputPart;
}

const partOf = ({ part }: InputGradientAttrs, { ci }: ConvSizes): InputPart =>
  part ?? { first: 0, count: ci, scale: 1 };

/** Sizes of the convolution whose input gradient is wanted. */
function sizesOf(dy: Shape, w: Shape, attrs: InputGradientAttrs): ConvSizes {
  const [n = 1] = dy;
  const [, ci = 1] = w;
  const sizes = convSizes("conv2d input gradient", [n, ci, ...attrs.size], w, attrs);
  const expected = [n, sizes.co, sizes.oh, sizes.ow];
  if (formatShape(dy) !== formatShape(expected)) {
    throw new EngineError(
      "shape",
      `conv2d input gradient: "dy" must have the shape ${formatShape(expected)}, but it has ` +
        `${formatShape(dy)}. Give the gradient of the convolution's output.`,
      { dy, expected },
    );
  }
  return sizes;
}

/** The convolution of dy with the flipped filter that gives `count` channels of dx for stride 1. */
function mirroredSizes(
  { n, h, w, co, kh, kw, oh, ow, stride, pad }: ConvSizes,
  { count }: InputPart,
): ConvSizes {
  const [top, bottom, left, right] = pad;
  return {
    ...{ n, ci: co, h: oh, w: ow, co: count, kh, kw, oh: h, ow: w, stride },
    pad: [kh - 1 - top, kh - 1 - bottom, kw - 1 - left, kw - 1 - right],
  };
}

/** Operations for the channels of the part. */
const costedFlops = (sizes: ConvSizes, attrs: InputGradientAttrs) =>
  (convFlops(sizes) * partOf(attrs, sizes).count) / sizes.ci;

/**
 * dx[n,c,i,j] = Σ dy[n,o,(i+top−u)/s,(j+left−v)/s] · w[o,c,u,v] over exact quotients inside dy.
 *
 * Inputs dy `[n, co, oh, ow]`, w `[co, ci, kh, kw]`; output dx `[n, ci, h, w]`, or the channels of a part, with
 * 2×2 pixels added for a part that was read enlarged twice: `[n, count, h / 2, w / 2]`.
 * For stride 1 this is the convolution of dy, padded by k − 1 − pad, with the flipped filter.
 */
export const conv2dInputGradientOp: Op<InputGradientAttrs> = {
  name: "conv2d input gradient",
  half: { inputs: "all", outputs: "all" },
  infer([dy, w], attrs) {
    const sizes = sizesOf(dy?.shape ?? [], w?.shape ?? [], attrs);
    const { count, scale } = partOf(attrs, sizes);
    return [{ shape: [sizes.n, count, sizes.h / scale, sizes.w / scale], dtype: "f32" }];
  },
  variants({ inputs: [dy, w], attrs, adapter }) {
    const sizes = sizesOf(dy?.shape ?? [], w?.shape ?? [], attrs);
    if (sizes.stride !== 1) return [];
    return convVariants(mirroredSizes(sizes, partOf(attrs, sizes)), adapter).map(nameOf);
  },
  lower({ inputs: [dy, w], outputs: [dx], attrs, adapter, variant, scratch }) {
    if (!dy || !w || !dx) return [];
    const sizes = sizesOf(dy.type.shape, w.type.shape, attrs);
    const { n, ci, h, co, kh, kw, oh, ow, stride, pad } = sizes;
    if (stride === 1) {
      const part = partOf(attrs, sizes);
      const mirrored = mirroredSizes(sizes, part);
      const taps = kh * kw;
      const first = part.first * taps + taps - 1;
      const filter = { out: taps, in: ci * taps, first, step: -1 };
      const shared = { sizes: mirrored, filter, sources: sourcesOf([dy], wholeInput), w };
      const launch = (y: BufferRef, fold: Scale) =>
        launchConvolution({
          ...shared,
          ...{ b: undefined, y, fold, hasRelu: false, adapter, variant, scratch },
        });
      const fold = part.scale;
      if (canReadSources(mirrored, adapter, variant, { scales: wholeInput, fold })) {
        return launch(dx, fold);
      }
      const large = scratch({ shape: [n, part.count, h, sizes.w], dtype: "f32" });
      const folded = upsampleGradientOp.lower?.({
        ...{ inputs: [large], outputs: [dx], attrs: { mode: "nearest", shape: dx.type.shape } },
        ...{ adapter, variant: undefined, scratch },
      });
      return [...launch(large, 1), ...(folded ?? [])];
    }
    const count = n * ci * h * sizes.w;
    return [
      {
        kernel: conv2dInputGradientStrided,
        buffers: [dy, w, dx],
        params: {
          ...{ count, ci, h, w: sizes.w, co, kh, kw, oh, ow, stride },
          ...{ pad_top: pad[0], pad_left: pad[2] },
        },
        grid: linearGrid(Math.ceil(count / conv2dInputGradientStrided.workgroup[0])),
      },
    ];
  },
  batchScratch: ([dy, w], attrs) => {
    const sizes = sizesOf(dy?.shape ?? [], w?.shape ?? [], attrs);
    const { count, scale } = partOf(attrs, sizes);
    return scale === 1 ? [] : [{ shape: [sizes.n, count, sizes.h, sizes.w], dtype: "f32" }];
  },
  byImages: alongImages(0),
  cost: ([dy, w], outputs, attrs) => ({
    flops: costedFlops(sizesOf(dy?.shape ?? [], w?.shape ?? [], attrs), attrs),
    bytes: bytesOf(...(dy && w ? [dy, w] : []), ...outputs),
  }),
};
