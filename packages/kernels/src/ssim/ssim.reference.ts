// SSIM in f64: the 121 taps of every window, two passes for the moments, as the definition reads.
import type { OpReference } from "../contract/reference.ts";
import type { SsimAttrs } from "./ssim.ts";

const window = 11;
const taps = Array.from({ length: window }, (_, k) => Math.exp(-((k - 5) ** 2) / 4.5));
const total = taps.reduce((sum, tap) => sum + tap, 0);
const weight = (i: number, j: number) => ((taps[i] as number) * (taps[j] as number)) / total ** 2;

/** S of the window whose upper left pixel is at `start` of rows `w` apart. */
function similarity(x: Float64Array, y: Float64Array, start: number, w: number, range: number) {
  const sum = (term: (a: number, b: number) => number) => {
    let result = 0;
    for (let i = 0; i < window; i++) {
      for (let j = 0; j < window; j++) {
        const at = start + i * w + j;
        result += weight(i, j) * term(x[at] as number, y[at] as number);
      }
    }
    return result;
  };
  const mx = sum((a) => a);
  const my = sum((_, b) => b);
  const xx = sum((a) => (a - mx) ** 2);
  const yy = sum((_, b) => (b - my) ** 2);
  const xy = sum((a, b) => (a - mx) * (b - my));
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
  return ((2 * mx * my + c1) * (2 * xy + c2)) / ((mx ** 2 + my ** 2 + c1) * (xx + yy + c2));
}

const image = { low: 0, high: 1 };

/** Oracle of `ssim`. */
export const ssimReference: OpReference<SsimAttrs> = {
  hasSideOutputs: true,
  forward([x, y], { dataRange }) {
    const [n = 1, c = 1, h = 1, w = 1] = x?.shape ?? [];
    const none = new Float64Array();
    const perImage = new Float64Array(n);
    const windows = c * (h - window + 1) * (w - window + 1);
    for (let b = 0; b < n; b++) {
      let sum = 0;
      for (let plane = b * c; plane < (b + 1) * c; plane++) {
        for (let i = 0; i + window <= h; i++) {
          for (let j = 0; j + window <= w; j++) {
            const start = (plane * h + i) * w + j;
            sum += similarity(x?.data ?? none, y?.data ?? none, start, w, dataRange);
          }
        }
      }
      perImage[b] = sum / windows;
    }
    const mean = perImage.reduce((sum, value) => sum + value, 0) / n;
    return [
      { shape: [], data: Float64Array.of(mean) },
      { shape: [n], data: perImage },
    ];
  },
  cases: [
    { title: "a single window", shape: [1, 1, 11, 11], dataRange: 1 },
    { title: "odd sizes, batch 2", shape: [2, 1, 15, 13], dataRange: 2 },
    {
      title: "three channels, sizes not multiples of the block",
      shape: [2, 3, 12, 18],
      dataRange: 1,
    },
    { title: "the model's grey image at 32×32", shape: [1, 1, 32, 32], dataRange: 1 },
  ].map(({ title, shape, dataRange }) => ({
    title,
    inputs: [
      { shape, ...image },
      { shape, ...image },
    ],
    attrs: { dataRange },
    reductionLength: 121,
  })),
};
