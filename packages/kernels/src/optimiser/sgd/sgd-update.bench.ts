// Benchmark of gradient descent on the largest filter of a 32-wide UNet.
import { input } from "@pleura/engine";
import type { OpBench } from "../../contract/bench.ts";
import { sgdUpdate } from "./sgd-update.ts";

const shape = [512, 512, 3, 3];

/** One update in place of weights and velocity. */
export const benches: readonly OpBench[] = [
  {
    title: "sgdUpdate, filter 512×512×3×3",
    build: (state) => {
      const [w, g, b] = [state("w", shape), input("g", shape), state("b", shape)];
      const [hyper, scale] = [input("hyper", [1]), input("scale", [])];
      const attrs = { momentum: 0.9, weightDecay: 1e-4, isNesterov: false };
      const [next] = sgdUpdate(w, g, b, hyper, scale, attrs);
      return { next };
    },
  },
];
