// Benchmarks of upsampling at the model's shapes.
import { applyOp1, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { type UpsampleMode, upsampleGradientOp, upsampleTwice } from "./upsample.ts";

const both = (mode: UpsampleMode): readonly OpBench[] => [
  {
    title: `upsample forward ${mode} ×2, 64 channels at 56×56, batch 8`,
    build: () => ({ y: upsampleTwice(input("x", [8, 64, 56, 56]), mode) }),
  },
  {
    title: `upsample gradient ${mode} ×2, 64 channels at 56×56, batch 8`,
    build: () => {
      const attrs = { mode, shape: [8, 64, 56, 56] };
      return { dx: applyOp1(upsampleGradientOp, [input("dy", [8, 64, 112, 112])], attrs) };
    },
  },
];

/** Forward and gradient of both modes at the last decoder level of a 112-pixel model. */
export const benches: readonly OpBench[] = [...both("nearest"), ...both("bilinear")];
