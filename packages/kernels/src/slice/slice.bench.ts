// Benchmarks of slicing at the model's shapes.
import { applyOp1, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { slice, sliceGradientOp } from "./slice.ts";

function both(n: number, c: number, size: number): readonly OpBench[] {
  const shape = [n, c, size, size];
  const half = c / 2;
  const at = `${half} of ${c} channels at ${size}×${size}, batch ${n}`;
  return [
    {
      title: `slice forward, ${at}`,
      build: () => ({ y: slice(input("x", shape), 1, half, half) }),
    },
    {
      title: `slice gradient, ${at}`,
      build: () => {
        const attrs = { axis: 1, start: half, length: half, shape };
        return { dx: applyOp1(sliceGradientOp, [input("dy", [n, half, size, size])], attrs) };
      },
    },
  ];
}

/** The half of a concatenated skip that the decoder's gradient takes apart: a 112-pixel model's and the demo's. */
export const benches: readonly OpBench[] = [...both(8, 64, 112), ...both(16, 16, 64)];
