// The geometry of a convolution: sizes, stride and padding of its sliding window, and their checks.
import { EngineError, formatShape, type Shape, type TensorType } from "@pleura/engine";

/** Zeros added around the input, in pixels: top, bottom, left, right. */
export type Padding = readonly [top: number, bottom: number, left: number, right: number];

/** How the window moves: stride and padding in pixels. */
export interface ConvMotion {
  readonly stride: number;
  readonly pad: Padding;
}

/** All sizes of one convolution. */
export interface ConvSizes extends ConvMotion {
  readonly n: number;
  readonly ci: number;
  readonly h: number;
  readonly w: number;
  readonly co: number;
  readonly kh: number;
  readonly kw: number;
  /** Output height and width: oh = ⌊(h + top + bottom − kh) / stride⌋ + 1, ow alike. */
  readonly oh: number;
  readonly ow: number;
}

/** Fails unless every tensor is f32. */
export function requireF32(op: string, names: readonly string[], types: readonly TensorType[]) {
  types.forEach(({ dtype }, index) => {
    if (dtype === "f32") return;
    throw new EngineError(
      "dtype",
      `${op}: "${names[index]}" must be f32, but it is ${dtype}. Convert it first.`,
    );
  });
}

/** Fails unless the tensor has the given rank. */
export function requireRank(op: string, name: string, shape: Shape, axes: readonly string[]): void {
  if (shape.length === axes.length) return;
  throw new EngineError(
    "shape",
    `${op}: "${name}" must have the axes [${axes.join(", ")}], but its shape is ` +
      `${formatShape(shape)}. Reshape it.`,
    { op, shape },
  );
}

function requireMotion(op: string, { stride, pad }: ConvMotion): void {
  if (!Number.isInteger(stride) || stride < 1) {
    throw new EngineError(
      "shape",
      `${op}: the stride must be a whole number ≥ 1, but it is ${stride}. Give a positive stride.`,
    );
  }
  if (pad.some((size) => !Number.isInteger(size) || size < 0)) {
    throw new EngineError(
      "shape",
      `${op}: padding must be whole numbers ≥ 0, but it is ${formatShape(pad)}. ` +
        "Give top, bottom, left and right in pixels.",
    );
  }
}

/**
 * Sizes of a convolution from the shapes of its input and filter.
 *
 * @param x `[n, ci, h, w]`
 * @param filter `[co, ci, kh, kw]`
 * @throws {EngineError} tag `shape` when ranks or channels differ or the window does not fit
 */
export function convSizes(op: string, x: Shape, filter: Shape, motion: ConvMotion): ConvSizes {
  requireRank(op, "x", x, ["n", "ci", "h", "w"]);
  requireRank(op, "w", filter, ["co", "ci", "kh", "kw"]);
  requireMotion(op, motion);
  const [n = 0, ci = 0, h = 0, w = 0] = x;
  const [co = 0, filterChannels = 0, kh = 0, kw = 0] = filter;
  if (ci !== filterChannels) {
    throw new EngineError(
      "shape",
      `${op}: "x" has ${ci} channels, but "w" expects ${filterChannels}. ` +
        `Give w the shape ${formatShape([co, ci, kh, kw])}.`,
      { op, x, w: filter },
    );
  }
  const { stride, pad } = motion;
  const [top, bottom, left, right] = pad;
  const padded = [h + top + bottom, w + left + right] as const;
  if (padded[0] < kh || padded[1] < kw) {
    throw new EngineError(
      "shape",
      `${op}: the filter must fit in the padded input, but the filter is ${kh}×${kw} and the ` +
        `padded input ${padded[0]}×${padded[1]}. Use more padding or a smaller filter.`,
      { op, x, w: filter },
    );
  }
  const oh = Math.floor((padded[0] - kh) / stride) + 1;
  const ow = Math.floor((padded[1] - kw) / stride) + 1;
  return { n, ci, h, w, co, kh, kw, oh, ow, stride, pad };
}

/** Floating-point operations of a convolution or of one of its gradients: a product and a sum per tap. */
export function convFlops({ n, ci, co, kh, kw, oh, ow }: ConvSizes): number {
  return 2 * n * co * oh * ow * ci * kh * kw;
}
