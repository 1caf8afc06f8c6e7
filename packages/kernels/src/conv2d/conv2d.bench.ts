// Benchmarks of convolution and its gradients at shapes of the model.
import { applyOp1, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { conv2d } from "./conv2d.ts";
import { conv2dBiasGradientOp } from "./conv2d-bias-gradient.ts";
import { conv2dFilterGradientOp } from "./conv2d-filter-gradient.ts";
import { conv2dInputGradientOp } from "./conv2d-input-gradient.ts";
import { wholeInput } from "./conv2d-sources.ts";
import type { Padding } from "./conv2d-window.ts";

/** Sizes of one measured convolution with padding that keeps the size. */
interface BenchSizes {
  readonly n: number;
  readonly ci: number;
  readonly co: number;
  readonly k: number;
  readonly size: number;
}

function benchesOf({ n, ci, co, k, size }: BenchSizes): readonly OpBench[] {
  const before = Math.floor((k - 1) / 2);
  const pad: Padding = [before, k - 1 - before, before, k - 1 - before];
  const motion = { stride: 1, pad };
  const shape = `${k}×${k} ${ci}→${co} at ${size}×${size}, batch ${n}`;
  const x = () => input("x", [n, ci, size, size]);
  const w = () => input("w", [co, ci, k, k]);
  const dy = () => input("dy", [n, co, size, size]);
  return [
    {
      title: `conv2d forward ${shape}`,
      build: () => ({ y: conv2d(x(), w(), input("b", [co]), { pad, activation: "relu" }) }),
    },
    {
      title: `conv2d input gradient ${shape}`,
      build: () => ({
        dx: applyOp1(conv2dInputGradientOp, [dy(), w()], { ...motion, size: [size, size] }),
      }),
    },
    {
      title: `conv2d filter gradient ${shape}`,
      build: () => ({
        dw: applyOp1(conv2dFilterGradientOp, [x(), dy()], {
          ...motion,
          size: [k, k],
          scales: wholeInput,
          hasBias: true,
        }),
      }),
    },
  ];
}

/**
 * Forward and both large gradients at four sizes of feature maps, the gates' filters, and a bias gradient.
 *
 * Measured 2026-11-23 on llvmpipe (Mesa 25.0.7, subgroup size 8, 2 cores shared with other work), GFLOP/s as the
 * median of 5 interleaved rounds, forward / input gradient / filter gradient:
 * 3×3 64→64 at 56×56 batch 8: 41 / 35 / 31; 8→8 at 64×64 batch 16: 23 / 29 / 35; 64→64 at 8×8 batch 16: 43 / 40 / 29;
 * 16→16 at 32×32 batch 16: 36 / 37 / 36; 1→8 at 64×64 batch 16: 8 / 15 / 9.
 */
export const benches: readonly OpBench[] = [
  ...benchesOf({ n: 8, ci: 64, co: 64, k: 3, size: 56 }),
  ...benchesOf({ n: 16, ci: 8, co: 8, k: 3, size: 64 }),
  ...benchesOf({ n: 16, ci: 64, co: 64, k: 3, size: 8 }),
  ...benchesOf({ n: 16, ci: 16, co: 16, k: 3, size: 32 }),
  ...benchesOf({ n: 16, ci: 32, co: 32, k: 3, size: 16 }),
  ...benchesOf({ n: 16, ci: 1, co: 8, k: 3, size: 64 }),
  // The paper's first convolution for one film; its others take 10 GFLOP and more each.
  ...benchesOf({ n: 1, ci: 1, co: 64, k: 3, size: 512 }),
  ...benchesOf({ n: 16, ci: 2, co: 1, k: 7, size: 64 }),
  ...benchesOf({ n: 16, ci: 16, co: 8, k: 2, size: 64 }),
  {
    title: "conv2d bias gradient, 8 channels at 64×64, batch 16",
    build: () => ({ db: applyOp1(conv2dBiasGradientOp, [input("dy", [16, 8, 64, 64])], null) }),
  },
];
