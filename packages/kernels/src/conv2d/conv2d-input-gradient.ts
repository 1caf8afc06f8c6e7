// Gradient of a convolution with respect to its input.
import { bytesOf, EngineError, formatShape, linearGrid, type Op, type Shape } from "@pleura/engine";
import { alongImages } from "../contract/by-images.ts";
import { nameOf } from "../contract/named-variants.ts";
import { conv2dInputGradientStrided } from "./conv2d.input-gradient.wgsl.ts";
import { convVariants } from "./conv2d-candidates.ts";
import { launchConvolution } from "./conv2d-launch.ts";
import { type ConvMotion, type ConvSizes, convFlops, convSizes } from "./conv2d-window.ts";

/** Motion of the convolution, and the height and width of its input. */
export interface InputGradientAttrs extends ConvMotion {
  readonly size: readonly [h: number, w: number];
}

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

/** The convolution of dy with the flipped filter that gives dx for stride 1. */
function mirroredSizes({ n, ci, h, w, co, kh, kw, oh, ow, stride, pad }: ConvSizes): ConvSizes {
  const [top, bottom, left, right] = pad;
  return {
    ...{ n, ci: co, h: oh, w: ow, co: ci, kh, kw, oh: h, ow: w, stride },
    pad: [kh - 1 - top, kh - 1 - bottom, kw - 1 - left, kw - 1 - right],
  };
}

/**
 * dx[n,c,i,j] = Σ dy[n,o,(i+top−u)/s,(j+left−v)/s] · w[o,c,u,v] over exact quotients inside dy.
 *
 * Inputs dy `[n, co, oh, ow]`, w `[co, ci, kh, kw]`; output dx `[n, ci, h, w]`.
 * For stride 1 this is the convolution of dy, padded by k − 1 − pad, with the flipped filter.
 */
export const conv2dInputGradientOp: Op<InputGradientAttrs> = {
  name: "conv2d input gradient",
  infer([dy, w], attrs) {
    const { n, ci, h, w: width } = sizesOf(dy?.shape ?? [], w?.shape ?? [], attrs);
    return [{ shape: [n, ci, h, width], dtype: "f32" }];
  },
  variants({ inputs: [dy, w], attrs, adapter }) {
    const sizes = sizesOf(dy?.shape ?? [], w?.shape ?? [], attrs);
    return sizes.stride === 1 ? convVariants(mirroredSizes(sizes), adapter).map(nameOf) : [];
  },
  lower({ inputs: [dy, w], outputs: [dx], attrs, adapter, variant }) {
    if (!dy || !w || !dx) return [];
    const sizes = sizesOf(dy.type.shape, w.type.shape, attrs);
    const { n, ci, h, co, kh, kw, oh, ow, stride, pad } = sizes;
    if (stride === 1) {
      const mirrored = mirroredSizes(sizes);
      const taps = kh * kw;
      const filter = { out: taps, in: ci * taps, first: taps - 1, step: -1 };
      const buffers = { x: dy, w, b: undefined, y: dx };
      const task = { sizes: mirrored, filter, ...buffers, hasRelu: false, adapter, variant };
      return [launchConvolution(task)];
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
  byImages: alongImages(0),
  cost: ([dy, w], outputs, attrs) => ({
    flops: convFlops(sizesOf(dy?.shape ?? [], w?.shape ?? [], attrs)),
    bytes: bytesOf(...(dy && w ? [dy, w] : []), ...outputs),
  }),
};
