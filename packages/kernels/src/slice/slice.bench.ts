// Benchmarks of slicing at the model's shapes.
import { applyOp1, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { slice, sliceGradientOp } from "./slice.ts";

const shape = [8, 64, 112, 112];

/** The half of a concatenated skip that the decoder's gradient takes apart. */
export const benches: readonly OpBench[] = [
  {
    title: "slice forward, 32 of 64 channels at 112×112, batch 8",
    build: () => ({ y: slice(input("x", shape), 1, 32, 32) }),
  },
  {
    title: "slice gradient, 32 of 64 channels at 112×112, batch 8",
    build: () => {
      const attrs = { axis: 1, start: 32, length: 32, shape };
      return { dx: applyOp1(sliceGradientOp, [input("dy", [8, 32, 112, 112])], attrs) };
    },
  },
];
