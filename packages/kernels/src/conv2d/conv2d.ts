// 2-D convolution with bias and ReLU in one op, and how it is differentiated.
import {
  applyOp1,
  bytesOf,
  EngineError,
  formatShape,
  type Op,
  type Tensor,
  type TensorType,
} from "@pleura/engine";
import { alongImages } from "../contract/by-images.ts";
import { nameOf } from "../contract/named-variants.ts";
import { conv2dBiasGradientOp } from "./conv2d-bias-gradient.ts";
import { convVariants } from "./conv2d-candidates.ts";
import { conv2dFilterGradientOp } from "./conv2d-filter-gradient.ts";
import { conv2dInputGradientOp } from "./conv2d-input-gradient.ts";
import { launchConvolution } from "./conv2d-launch.ts";
import {
  type ConvMotion,
  convFlops,
  convSizes,
  type Padding,
  requireF32,
} from "./conv2d-window.ts";

/** What a convolution does besides its tensors. */
export interface Conv2dAttrs extends ConvMotion {
  readonly activation: "none" | "relu";
}

/** Options of `conv2d`; stride and padding in pixels. */
export interface Conv2dOptions {
  /** Step of the window, default 1. */
  readonly stride?: number;
  /** Zeros on every side, or top, bottom, left, right; default 0. */
  readonly pad?: number | Padding;
  /** Applied to the sum, default none. */
  readonly activation?: "none" | "relu";
}

function sizesOf(inputs: readonly TensorType[], attrs: ConvMotion) {
  const [x, w, b] = inputs;
  requireF32("conv2d", ["x", "w", "b"], inputs);
  const sizes = convSizes("conv2d", x?.shape ?? [], w?.shape ?? [], attrs);
  if (b && (b.shape.length !== 1 || b.shape[0] !== sizes.co)) {
    throw new EngineError(
      "shape",
      `conv2d: "b" must have the shape [${sizes.co}], but it has ${formatShape(b.shape)}. ` +
        "Give one bias per output channel.",
      { b: b.shape, co: sizes.co },
    );
  }
  return sizes;
}

/** dy where y > 0, else 0: the gradient before a ReLU, from the ReLU's own output. */
const reluMaskOp: Op<null> = {
  name: "conv2d relu gradient",
  infer: (inputs) => inputs.slice(1),
  elementwise: { expression: () => "select(b, T(0.0), a <= T(0.0))", flops: 1 },
};

/** The op behind `conv2d`: inputs x, w and optionally b. */
export const conv2dOp: Op<Conv2dAttrs> = {
  name: "conv2d",
  infer(inputs, attrs) {
    const { n, co, oh, ow } = sizesOf(inputs, attrs);
    return [{ shape: [n, co, oh, ow], dtype: "f32" }];
  },
  variants: ({ inputs, attrs, adapter }) =>
    convVariants(sizesOf(inputs, attrs), adapter).map(nameOf),
  lower({ inputs: [x, w, b], outputs: [y], attrs, adapter, variant }) {
    if (!x || !w || !y) return [];
    const sizes = convSizes("conv2d", x.type.shape, w.type.shape, attrs);
    const taps = sizes.kh * sizes.kw;
    const filter = { out: sizes.ci * taps, in: taps, first: 0, step: 1 };
    const hasRelu = attrs.activation === "relu";
    return [launchConvolution({ sizes, filter, x, w, b, y, hasRelu, adapter, variant })];
  },
  gradient({ inputs: [x, w], outputs: [y], attrs, outputGradients: [given], needs }) {
    if (!x || !w || !y || !given) return [];
    const { stride, pad, activation } = attrs;
    const dy = activation === "relu" ? applyOp1(reluMaskOp, [y, given], null) : given;
    const [, , h = 1, width = 1] = x.shape;
    const [, , kh = 1, kw = 1] = w.shape;
    const size = [h, width] as const;
    return [
      needs[0] ? applyOp1(conv2dInputGradientOp, [dy, w], { stride, pad, size }) : undefined,
      needs[1]
        ? applyOp1(conv2dFilterGradientOp, [x, dy], { stride, pad, size: [kh, kw] })
        : undefined,
      needs[2] ? applyOp1(conv2dBiasGradientOp, [dy], null) : undefined,
    ];
  },
  byImages: alongImages(0),
  cost: (inputs, outputs, attrs) => ({
    flops: convFlops(sizesOf(inputs, attrs)),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * 2-D convolution with zero padding, bias and activation.
 *
 * y[n,o,i,j] = act(b[o] + Σ x[n,c,i·s+u−top, j·s+v−left] · w[o,c,u,v])
 *
 * @param x `[n, ci, h, w]`
 * @param w `[co, ci, kh, kw]`, any filter size
 * @param b `[co]`, or undefined for no bias
 * @param options stride (≥ 1) and padding (≥ 0, also unequal) in pixels, activation
 * @returns y `[n, co, h', w']`, h' = ⌊(h + top + bottom − kh) / s⌋ + 1
 * @throws {EngineError} tag `shape` when channels differ or the filter does not fit, `dtype` unless f32
 */
export function conv2d(
  x: Tensor,
  w: Tensor,
  b: Tensor | undefined,
  options: Conv2dOptions = {},
): Tensor {
  const { stride = 1, pad = 0, activation = "none" } = options;
  const sides: Padding = typeof pad === "number" ? [pad, pad, pad, pad] : pad;
  return applyOp1(conv2dOp, b ? [x, w, b] : [x, w], { stride, pad: sides, activation });
}
