// Benchmark of Adam on the largest filter of a 32-wide UNet.
import { input } from "@pleura/engine";
import type { OpBench } from "../../contract/bench.ts";
import { adamUpdate } from "./adam-update.ts";

const shape = [512, 512, 3, 3];

/** One update in place of weights and moments. */
export const benches: readonly OpBench[] = [
  {
    title: "adamUpdate, filter 512×512×3×3",
    build: (state) => {
      const [w, m, v] = [state("w", shape), state("m", shape), state("v", shape)];
      const [hyper, scale] = [input("hyper", [3]), input("scale", [])];
      const [next] = adamUpdate(w, input("g", shape), m, v, hyper, scale, {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-7,
        weightDecay: 1e-4,
      });
      return { next };
    },
  },
];
