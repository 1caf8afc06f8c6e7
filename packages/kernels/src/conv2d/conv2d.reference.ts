// Convolution and its gradients in plain f64 loops, with the cases that the op contract runs.
import { elementCount } from "@pleura/engine";
import type { CaseInput, OpCase, OpReference, Reference64 } from "../contract/reference.ts";
import type { Conv2dAttrs } from "./conv2d.ts";
import type { FilterGradientAttrs } from "./conv2d-filter-gradient.ts";
import type { InputGradientAttrs } from "./conv2d-input-gradient.ts";
import { joinedShape, type Scale } from "./conv2d-sources.ts";
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
  /** Channels of each part of the input, and how often its pixels are read along an axis; default one whole map. */
  readonly parts?: readonly (readonly [channels: number, scale: Scale])[];
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
  { title: "130 output channels", n: 2, ci: 3, h: 9, w: 8, co: 130, k: [3, 3], pad: same },
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
  {
    title: "an enlarged part beside a plain one, as in the decoder, ReLU",
    n: 2,
    ci: 24,
    parts: [
      [16, 2],
      [8, 1],
    ],
    h: 12,
    w: 20,
    co: 16,
    k: [3, 3],
    pad: same,
    relu: true,
  },
  {
    title: "one enlarged part, 2×2 filter, odd channels",
    n: 3,
    ci: 5,
    parts: [[5, 2]],
    h: 6,
    w: 10,
    co: 9,
    k: [2, 2],
    pad: [0, 1, 0, 1],
  },
  {
    title: "two plain parts to three channels",
    n: 1,
    ci: 7,
    parts: [
      [4, 1],
      [3, 1],
    ],
    h: 9,
    w: 7,
    co: 3,
    k: [3, 3],
    pad: same,
  },
  {
    title: "two enlarged parts of few channels, no bias",
    n: 2,
    ci: 12,
    parts: [
      [3, 2],
      [9, 2],
    ],
    h: 4,
    w: 2,
    co: 8,
    k: [3, 3],
    pad: same,
    bias: false,
  },
];

const motionOf = ({ stride = 1, pad }: CaseSizes): ConvMotion => ({ stride, pad });
const xOf = ({ n, ci, h, w }: CaseSizes): CaseInput => ({ shape: [n, ci, h, w] });
const partsOf = ({ ci, parts = [[ci, 1]] }: CaseSizes) => parts;
const scalesOf = (sizes: CaseSizes) => partsOf(sizes).map(([, scale]) => scale);
const xsOf = (sizes: CaseSizes): readonly CaseInput[] =>
  partsOf(sizes).map(([channels, scale]) => ({
    shape: [sizes.n, channels, sizes.h / scale, sizes.w / scale],
  }));
const filterOf = ({ co, ci, k }: CaseSizes): CaseInput => ({ shape: [co, ci, ...k] });
const sizesOf = (sizes: CaseSizes) =>
  convSizes("reference", xOf(sizes).shape, filterOf(sizes).shape, motionOf(sizes));
const dyOf = (sizes: CaseSizes): CaseInput => {
  const { n, co, oh, ow } = sizesOf(sizes);
  return { shape: [n, co, oh, ow] };
};

/** Parts side by side, each pixel repeated `scale` times along both axes. */
function joined(parts: readonly Reference64[], scales: readonly Scale[]): Reference64 {
  const shape = joinedShape(
    "reference",
    parts.map((part) => part.shape),
    scales,
  );
  const [n = 1, ci = 1, h = 1, w = 1] = shape;
  const data = new Float64Array(n * ci * h * w);
  let first = 0;
  parts.forEach((part, index) => {
    const scale = scales[index] ?? 1;
    const [, channels = 1, rows = 1, columns = 1] = part.shape;
    for (let image = 0; image < n; image++)
      for (let c = 0; c < channels; c++)
        for (let i = 0; i < h; i++)
          for (let j = 0; j < w; j++) {
            const row = Math.floor(i / scale);
            const from = ((image * channels + c) * rows + row) * columns + Math.floor(j / scale);
            data[((image * ci + first + c) * h + i) * w + j] = part.data[from] as number;
          }
    first += channels;
  });
  return { shape, data };
}

/** conv2d: inputs the parts of x, w, [b]. */
export const conv2dReference: OpReference<Conv2dAttrs> = {
  forward(inputs, attrs) {
    const parts = attrs.scales.length;
    const x = joined(inputs.slice(0, parts), attrs.scales);
    const [w = empty, b] = inputs.slice(parts);
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
        ...xsOf(sizes),
        filterOf(sizes),
        ...(sizes.bias === false ? [] : [{ shape: [sizes.co] }]),
      ],
      attrs: {
        ...motionOf(sizes),
        activation: sizes.relu ? "relu" : "none",
        scales: scalesOf(sizes),
      },
      reductionLength: sizes.ci * sizes.k[0] * sizes.k[1] + 1,
    }),
  ),
};

/** Input gradient: inputs dy, w. */
export const conv2dInputGradientReference: OpReference<InputGradientAttrs> = {
  forward([dy = empty, w = empty], attrs) {
    const shape = [dy.shape[0] ?? 1, w.shape[1] ?? 1, ...attrs.size];
    const whole = new Float64Array(elementCount(shape));
    eachProduct(convSizes("reference", shape, w.shape, attrs), (xAt, wAt, yAt) => {
      whole[xAt] = (whole[xAt] as number) + (dy.data[yAt] as number) * (w.data[wAt] as number);
    });
    const [n = 1, ci = 1, height = 1, width = 1] = shape;
    const { first, count, scale } = attrs.part ?? { first: 0, count: ci, scale: 1 };
    const part = [n, count, height / scale, width / scale];
    const dx = new Float64Array(elementCount(part));
    whole.forEach((value, at) => {
      const c = (Math.floor(at / (height * width)) % ci) - first;
      if (c < 0 || c >= count) return;
      const image = Math.floor(at / (height * width * ci));
      const [i, j] = [Math.floor(at / width) % height, at % width];
      const row = (image * count + c) * (height / scale) + Math.floor(i / scale);
      const to = row * (width / scale) + Math.floor(j / scale);
      dx[to] = (dx[to] as number) + value;
    });
    return [{ shape: part, data: dx }];
  },
  cases: caseSizes.flatMap((sizes) => {
    let first = 0;
    return partsOf(sizes).map(([count, scale], index) => {
      const part = { first, count, scale };
      first += count;
      return {
        title: sizes.parts ? `${sizes.title}, part ${index}` : sizes.title,
        inputs: [dyOf(sizes), filterOf(sizes)],
        attrs: {
          ...motionOf(sizes),
          size: [sizes.h, sizes.w] as const,
          ...(sizes.parts && { part }),
        },
        reductionLength: sizes.co * sizes.k[0] * sizes.k[1] * scale * scale,
      };
    });
  }),
};

/** Filter gradient: inputs the parts of x, dy. */
export const conv2dFilterGradientReference: OpReference<FilterGradientAttrs> = {
  forward(inputs, attrs) {
    const x = joined(inputs.slice(0, -1), attrs.scales);
    const dy = inputs.at(-1) ?? empty;
    const shape = [dy.shape[1] ?? 1, x.shape[1] ?? 1, ...attrs.size];
    const dw = new Float64Array(elementCount(shape));
    eachProduct(convSizes("reference", x.shape, shape, attrs), (xAt, wAt, yAt) => {
      dw[wAt] = (dw[wAt] as number) + (x.data[xAt] as number) * (dy.data[yAt] as number);
    });
    const db = attrs.hasBias ? conv2dBiasGradientReference.forward([dy], null) : [];
    return [{ shape, data: dw }, ...db];
  },
  cases: caseSizes.map((sizes) => ({
    title: sizes.title,
    inputs: [...xsOf(sizes), dyOf(sizes)],
    attrs: {
      ...motionOf(sizes),
      size: sizes.k,
      scales: scalesOf(sizes),
      hasBias: sizes.bias !== false,
    },
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
