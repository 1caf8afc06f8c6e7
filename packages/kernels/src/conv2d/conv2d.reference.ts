// Convolution and its gradients in plain f64 loops, with the cases that the op contract runs.
import { elementCount } from "@pleura/engine";
import type { CaseInput, OpCase, OpReference, Reference64 } from "../contract/reference.ts";
import type { Conv2dAttrs } from "./conv2d.ts";
import type { FilterGradientAttrs } from "./conv2d-filter-gradient.ts";
import type { InputGradientAttrs } from "./conv2d-input-gradient.ts";
import { type ConvMotion, type ConvSizes, convSizes, type Padding } from "./conv2d-window.ts";

const empty: Reference64 = { shape: [], data: new Float64Array(0) };

/** Calls `visit` with the flat indices of x, w and y for every product of the convolution. */
function eachProduct(
  { n, ci, h, w, co, kh, kw, oh, ow, stride, pad: [top, , left] }: ConvSizes,
  visit: (x: number, w: number, y: number) => void,
): void {
  for (let image = 0; image < n; image++)
    for (let o = 0; o < co; o++)
      for (let i = 0; i < oh; i++)
        for (let j = 0; j < ow; j++)
          for (let c = 0; c < ci; c++)
            for (let u = 0; u < kh; u++)
              for (let v = 0; v < kw; v++) {
                const row = i * stride + u - top;
                const column = j * stride + v - left;
                if (row < 0 || row >= h || column < 0 || column >= w) continue;
                visit(
                  ((image * ci + c) * h + row) * w + column,
                  ((o * ci + c) * kh + u) * kw + v,
                  ((image * co + o) * oh + i) * ow + j,
                );
              }
}

/** One convolution of a case: sizes and what it does. */
interface CaseSizes {
  readonly title: string;
  readonly n: number;
  readonly ci: number;
  readonly h: number;
  readonly w: number;
  readonly co: number;
  readonly k: readonly [number, number];
  readonly stride?: number;
  readonly pad: Padding;
  readonly bias?: false;
  readonly relu?: true;
}

const same: Padding = [1, 1, 1, 1];
const none: Padding = [0, 0, 0, 0];

const caseSizes: readonly CaseSizes[] = [
  { title: "one pixel, 1×1", n: 1, ci: 1, h: 1, w: 1, co: 1, k: [1, 1], pad: none },
  { title: "3×3 on one pixel, batch 2", n: 2, ci: 8, h: 1, w: 1, co: 1, k: [3, 3], pad: same },
  {
    title: "1×1, odd sizes, ReLU",
    n: 3,
    ci: 7,
    h: 5,
    w: 6,
    co: 3,
    k: [1, 1],
    pad: none,
    relu: true,
  },
  { title: "2×2 same", n: 2, ci: 6, h: 6, w: 7, co: 3, k: [2, 2], pad: [0, 1, 0, 1], bias: false },
  {
    title: "3×3, one input channel, ReLU",
    n: 2,
    ci: 1,
    h: 8,
    w: 9,
    co: 8,
    k: [3, 3],
    pad: same,
    relu: true,
  },
  { title: "3×3, 17 to 19 channels", n: 2, ci: 17, h: 6, w: 5, co: 19, k: [3, 3], pad: same },
  { title: "3×3, two output channels", n: 2, ci: 9, h: 7, w: 11, co: 2, k: [3, 3], pad: same },
  { title: "3×3 without padding", n: 1, ci: 3, h: 6, w: 5, co: 4, k: [3, 3], pad: none },
  {
    title: "3×3, padding wider than the filter",
    n: 1,
    ci: 2,
    h: 4,
    w: 3,
    co: 5,
    k: [3, 3],
    pad: [4, 3, 0, 5],
  },
  {
    title: "3×3 stride 2, odd sizes",
    n: 2,
    ci: 3,
    h: 11,
    w: 7,
    co: 5,
    k: [3, 3],
    stride: 2,
    pad: same,
  },
  { title: "1×1 stride 3", n: 1, ci: 2, h: 8, w: 10, co: 3, k: [1, 1], stride: 3, pad: none },
  {
    title: "5×5 stride 2, ReLU",
    n: 2,
    ci: 3,
    h: 12,
    w: 10,
    co: 4,
    k: [5, 5],
    stride: 2,
    pad: [2, 2, 2, 2],
    relu: true,
  },
  {
    title: "7×7, two to one channel",
    n: 2,
    ci: 2,
    h: 9,
    w: 8,
    co: 1,
    k: [7, 7],
    pad: [3, 3, 3, 3],
    bias: false,
  },
  {
    title: "7×7, eight output channels",
    n: 1,
    ci: 2,
    h: 5,
    w: 9,
    co: 9,
    k: [7, 7],
    pad: [3, 3, 3, 3],
  },
  { title: "3×1 filter", n: 1, ci: 3, h: 9, w: 4, co: 6, k: [3, 1], pad: [1, 1, 0, 0] },
  {
    title: "model's 8×8 map, 16 to 24 channels, ReLU",
    n: 2,
    ci: 16,
    h: 8,
    w: 8,
    co: 24,
    k: [3, 3],
    pad: same,
    relu: true,
  },
  { title: "4×4 map, batch 5", n: 5, ci: 8, h: 4, w: 4, co: 8, k: [3, 3], pad: same },
  {
    title: "four output channels, 17 rows",
    n: 2,
    ci: 3,
    h: 17,
    w: 37,
    co: 4,
    k: [3, 3],
    pad: same,
    relu: true,
  },
  { title: "long rows", n: 1, ci: 1, h: 3, w: 300, co: 1, k: [3, 3], pad: same },
];

const motionOf = ({ stride = 1, pad }: CaseSizes): ConvMotion => ({ stride, pad });
const xOf = ({ n, ci, h, w }: CaseSizes): CaseInput => ({ shape: [n, ci, h, w] });
const filterOf = ({ co, ci, k }: CaseSizes): CaseInput => ({ shape: [co, ci, ...k] });
const sizesOf = (sizes: CaseSizes) =>
  convSizes("reference", xOf(sizes).shape, filterOf(sizes).shape, motionOf(sizes));
const dyOf = (sizes: CaseSizes): CaseInput => {
  const { n, co, oh, ow } = sizesOf(sizes);
  return { shape: [n, co, oh, ow] };
};

/** conv2d: inputs x, w, [b]. */
export const conv2dReference: OpReference<Conv2dAttrs> = {
  forward([x = empty, w = empty, b], attrs) {
    const sizes = convSizes("reference", x.shape, w.shape, attrs);
    const { n, co, oh, ow } = sizes;
    const y = Float64Array.from({ length: n * co * oh * ow }, (_, at) =>
      b ? (b.data[Math.floor(at / (oh * ow)) % co] as number) : 0,
    );
    eachProduct(sizes, (xAt, wAt, yAt) => {
      y[yAt] = (y[yAt] as number) + (x.data[xAt] as number) * (w.data[wAt] as number);
    });
    const data = attrs.activation === "relu" ? y.map((value) => Math.max(value, 0)) : y;
    return [{ shape: [n, co, oh, ow], data }];
  },
  cases: caseSizes.map(
    (sizes): OpCase<Conv2dAttrs> => ({
      title: sizes.title,
      inputs: [
        xOf(sizes),
        filterOf(sizes),
        ...(sizes.bias === false ? [] : [{ shape: [sizes.co] }]),
      ],
      attrs: { ...motionOf(sizes), activation: sizes.relu ? "relu" : "none" },
      reductionLength: sizes.ci * sizes.k[0] * sizes.k[1] + 1,
    }),
  ),
};

/** Input gradient: inputs dy, w. */
export const conv2dInputGradientReference: OpReference<InputGradientAttrs> = {
  forward([dy = empty, w = empty], attrs) {
    const shape = [dy.shape[0] ?? 1, w.shape[1] ?? 1, ...attrs.size];
    const dx = new Float64Array(elementCount(shape));
    eachProduct(convSizes("reference", shape, w.shape, attrs), (xAt, wAt, yAt) => {
      dx[xAt] = (dx[xAt] as number) + (dy.data[yAt] as number) * (w.data[wAt] as number);
    });
    return [{ shape, data: dx }];
  },
  cases: caseSizes.map((sizes) => ({
    title: sizes.title,
    inputs: [dyOf(sizes), filterOf(sizes)],
    attrs: { ...motionOf(sizes), size: [sizes.h, sizes.w] as const },
    reductionLength: sizes.co * sizes.k[0] * sizes.k[1],
  })),
};

/** Filter gradient: inputs x, dy. */
export const conv2dFilterGradientReference: OpReference<FilterGradientAttrs> = {
  forward([x = empty, dy = empty], attrs) {
    const shape = [dy.shape[1] ?? 1, x.shape[1] ?? 1, ...attrs.size];
    const dw = new Float64Array(elementCount(shape));
    eachProduct(convSizes("reference", x.shape, shape, attrs), (xAt, wAt, yAt) => {
      dw[wAt] = (dw[wAt] as number) + (x.data[xAt] as number) * (dy.data[yAt] as number);
    });
    return [{ shape, data: dw }];
  },
  cases: caseSizes.map((sizes) => ({
    title: sizes.title,
    inputs: [xOf(sizes), dyOf(sizes)],
    attrs: { ...motionOf(sizes), size: sizes.k },
    reductionLength: sizes.n * sizesOf(sizes).oh * sizesOf(sizes).ow,
  })),
};

/** Bias gradient: input dy. */
export const conv2dBiasGradientReference: OpReference<null> = {
  forward([dy = empty]) {
    const [, co = 1, oh = 1, ow = 1] = dy.shape;
    const db = new Float64Array(co);
    dy.data.forEach((value, at) => {
      const o = Math.floor(at / (oh * ow)) % co;
      db[o] = (db[o] as number) + value;
    });
    return [{ shape: [co], data: db }];
  },
  cases: [
    { title: "one value", inputs: [{ shape: [1, 1, 1, 1] }], attrs: null },
    { title: "odd sizes", inputs: [{ shape: [3, 5, 7, 9] }], attrs: null, reductionLength: 189 },
    {
      title: "planes longer than a part",
      inputs: [{ shape: [2, 3, 30, 31] }],
      attrs: null,
      reductionLength: 1860,
    },
  ],
};
