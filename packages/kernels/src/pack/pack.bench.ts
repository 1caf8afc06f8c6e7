// Benchmark of packing a network's small gradients.
import { input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { pack } from "./pack.ts";

/** Filters and biases of a UNet of width 16. */
export const benches: readonly OpBench[] = [
  {
    title: "pack, 40 gradients of 16 to 64 channels",
    build: () => {
      const shapes = Array.from({ length: 40 }, (_, i) => {
        const c = [16, 32, 64][i % 3] as number;
        return i % 2 === 0 ? [c, c, 3, 3] : [c];
      });
      return { y: pack(shapes.map((shape, i) => input(`g${i}`, shape))) };
    },
  },
];
