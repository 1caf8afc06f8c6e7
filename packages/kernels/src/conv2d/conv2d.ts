// 2-D convolution with bias and ReLU in one op, and how it is differentiated.
import {
  applyOp,
  applyOp1,
  bytesOf,
  EngineError,
  formatShape,
  type Op,
  type Tensor,
  type TensorType,
} from "@pleura/engine";
import { nameOf } from "../contract/named-variants.ts";
import { conv2dBiasGradientOp } from "./conv2d-bias-gradient.ts";
import { convVariants } from "./conv2d-candidates.ts";
import { conv2dFilterGradientOp } from "./conv2d-filter-gradient.ts";
import { conv2dInputGradientOp } from "./conv2d-input-gradient.ts";
import { canReadSources, launchConvolution } from "./conv2d-launch.ts";
import {
  joinedScratch,
  joinedShape,
  joinSources,
  peel,
  type Scale,
  sourcesOf,
  wholeInput,
} from "./conv2d-sources.ts";
import {
  type ConvMotion,
  type ConvSizes,
  convFlops,
  convSizes,
  type Padding,
  requireF32,
} from "./conv2d-window.ts";

/** What a convolution does besides its tensors. */
export interface Conv2dAttrs extends ConvMotion {
  readonly activation: "none" | "relu";
  /** How often each part of x is read along an axis. Parts lie side by side; more than `[1]` needs stride 1. */
  readonly scales: readonly Scale[];
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

/** The inputs of the op by meaning: parts of x, filter, bias. */
function splitInputs<T>(inputs: readonly T[], { scales }: Conv2dAttrs) {
  const parts = scales.length;
  return { xs: inputs.slice(0, parts), w: inputs[parts], b: inputs[parts + 1] };
}

function sizesOf(inputs: readonly TensorType[], attrs: Conv2dAttrs): ConvSizes {
  const { xs, w, b } = splitInputs(inputs, attrs);
  const names = [...xs.map(() => "x"), "w", "b"];
  requireF32("conv2d", names, inputs);
  const shapes = xs.map(({ shape }) => shape);
  const x = joinedShape("conv2d", shapes, attrs.scales);
  const sizes = convSizes("conv2d", x, w?.shape ?? [], attrs);
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

/** The op behind `conv2d`: inputs the parts of x, w and optionally b. */
export const conv2dOp: Op<Conv2dAttrs> = {
  name: "conv2d",
  half: { inputs: "maps", outputs: "all" },
  infer(inputs, attrs) {
    const { n, co, oh, ow } = sizesOf(inputs, attrs);
    return [{ shape: [n, co, oh, ow], dtype: "f32" }];
  },
  variants: ({ inputs, attrs, adapter }) =>
    convVariants(sizesOf(inputs, attrs), adapter).map(nameOf),
  lower({ inputs, outputs: [y], attrs, adapter, variant, scratch }) {
    const { xs, w, b } = splitInputs(inputs, attrs);
    if (!w || !y) return [];
    const { scales } = attrs;
    const types = inputs.map(({ type }) => type);
    const sizes = sizesOf(types, attrs);
    const taps = sizes.kh * sizes.kw;
    const filter = { out: sizes.ci * taps, in: taps, first: 0, step: 1 };
    const hasRelu = attrs.activation === "relu";
    const parts = sourcesOf(xs, scales);
    const isRead = canReadSources(sizes, adapter, variant, { scales, fold: 1 });
    const joined = isRead ? undefined : joinSources(parts, adapter, scratch);
    const sources = joined ? sourcesOf([joined.x], wholeInput) : parts;
    const task = { sizes, filter, sources, w, b, y, fold: 1, hasRelu, adapter, variant } as const;
    return [...(joined?.launches ?? []), ...launchConvolution({ ...task, scratch })];
  },
  gradient({ inputs, outputs: [y], attrs, outputGradients: [given], needs }) {
    const { xs, w, b } = splitInputs(inputs, attrs);
    if (!w || !y || !given) return [];
    const { stride, pad, activation, scales } = attrs;
    const dy = activation === "relu" ? applyOp1(reluMaskOp, [y, given], null) : given;
    const [, , h = 1, width = 1] = joinedShape(
      "conv2d",
      xs.map(({ shape }) => shape),
      scales,
    );
    const [, , kh = 1, kw = 1] = w.shape;
    let first = 0;
    const dxs = xs.map(({ shape }, index) => {
      const [, count = 1] = shape;
      const part = { first, count, scale: scales[index] ?? 1 };
      first += count;
      if (!needs[index]) return undefined;
      return applyOp1(conv2dInputGradientOp, [dy, w], { stride, pad, size: [h, width], part });
    });
    const needsFilter = needs[xs.length];
    const needsBias = b !== undefined && needs[xs.length + 1] === true;
    if (!needsFilter)
      return [
        ...dxs,
        undefined,
        needsBias ? applyOp1(conv2dBiasGradientOp, [dy], null) : undefined,
      ];
    const filterAttrs = { stride, pad, size: [kh, kw], scales, hasBias: needsBias } as const;
    return [...dxs, ...applyOp(conv2dFilterGradientOp, [...xs, dy], filterAttrs)];
  },
  batchScratch: (inputs, attrs) => joinedScratch(splitInputs(inputs, attrs).xs, attrs.scales),
  byImages: ({ attrs }) => ({
    inputs: attrs.scales.map((_, index) => index),
    outputs: "images",
  }),
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
 * With stride 1, a concatenation of two maps along the channels and nearest upsampling to twice the size are read
 * through, forward and backward: neither is made in memory for the convolution.
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
  const parts = stride === 1 ? peel(x) : [{ tensor: x, scale: 1 } as const];
  const scales = parts.map(({ scale }) => scale);
  const inputs = [...parts.map(({ tensor }) => tensor), w, ...(b ? [b] : [])];
  return applyOp1(conv2dOp, inputs, { stride, pad: sides, activation, scales });
}
