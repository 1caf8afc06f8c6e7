// Upsampling in double precision, and the cases of its contract.
import type { OpReference, Reference64 } from "../contract/reference.ts";
import type { UpsampleAttrs, UpsampleMode } from "./upsample.ts";

/** `[position in x, weight]` pairs that make output position i along one axis. */
function contributions(mode: UpsampleMode, i: number, from: number, to: number) {
  if (mode === "nearest") return [[Math.floor((i * from) / to), 1]] as const;
  const s = Math.max(((i + 0.5) * from) / to - 0.5, 0);
  const low = Math.floor(s);
  return [
    [low, 1 - (s - low)],
    [Math.min(low + 1, from - 1), s - low],
  ] as const;
}

function forward(x: Reference64 | undefined, { mode, size: [ho, wo] }: UpsampleAttrs): Reference64 {
  const [n = 0, c = 0, h = 0, w = 0] = x?.shape ?? [];
  const y = new Float64Array(n * c * ho * wo);
  for (let plane = 0; plane < n * c; plane++) {
    for (let i = 0; i < ho; i++) {
      for (let j = 0; j < wo; j++) {
        let sum = 0;
        for (const [row, rowWeight] of contributions(mode, i, h, ho)) {
          for (const [column, columnWeight] of contributions(mode, j, w, wo)) {
            const value = x?.data[(plane * h + row) * w + column] as number;
            sum += rowWeight * columnWeight * value;
          }
        }
        y[(plane * ho + i) * wo + j] = sum;
      }
    }
  }
  return { shape: [n, c, ho, wo], data: y };
}

const casesOf = (mode: UpsampleMode) =>
  (
    [
      ["one pixel", [1, 1, 1, 1], [1, 1]],
      ["one pixel to 3 × 2", [2, 3, 1, 1], [3, 2]],
      ["5 × 4 to 13 × 7, batch 2", [2, 3, 5, 4], [13, 7]],
      ["9 × 8 shrunk to 4 × 5", [1, 5, 9, 8], [4, 5]],
      ["9 × 9 shrunk to one pixel", [1, 1, 9, 9], [1, 1]],
      ["5 × 3 by three, batch 2", [2, 1, 5, 3], [15, 9]],
      ["2 × 2 by seven", [1, 1, 2, 2], [14, 14]],
      ["3 × 3 to 6 × 12, 135 planes", [3, 45, 3, 3], [6, 12]],
      ["a heatmap, 8 × 8 to 32 × 32", [1, 2, 8, 8], [32, 32]],
      ["a level of the model, 14 × 14 twice", [2, 40, 14, 14], [28, 28]],
    ] as const
  ).map(([title, shape, size]) => ({
    title: `${mode}: ${title}`,
    inputs: [{ shape }],
    attrs: { mode, size },
    reductionLength: 4,
  }));

/** The oracle of `upsample`. */
export const upsampleReference: OpReference<UpsampleAttrs> = {
  forward: ([x], attrs) => [forward(x, attrs)],
  cases: [...casesOf("nearest"), ...casesOf("bilinear")],
};
