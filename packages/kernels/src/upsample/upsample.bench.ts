// Benchmarks of upsampling at the model's shapes.
import { applyOp1, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { type UpsampleMode, upsampleGradientOp, upsampleTwice } from "./upsample.ts";

function both(mode: UpsampleMode, n: number, c: number, size: number): readonly OpBench[] {
  const shape = [n, c, size, size];
  const at = `${mode} ×2, ${c} channels at ${size}×${size}, batch ${n}`;
  return [
    {
      title: `upsample forward ${at}`,
      build: () => ({ y: upsampleTwice(input("x", shape), mode) }),
    },
    {
      title: `upsample gradient ${at}`,
      build: () => {
        const dy = input("dy", [n, c, 2 * size, 2 * size]);
        return { dx: applyOp1(upsampleGradientOp, [dy], { mode, shape }) };
      },
    },
  ];
}

/** Both modes at the last decoder level of a 112-pixel model, the model's own at the demo's. */
export const benches: readonly OpBench[] = [
  ...both("nearest", 8, 64, 56),
  ...both("bilinear", 8, 64, 56),
  ...both("nearest", 16, 16, 32),
];
