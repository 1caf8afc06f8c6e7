// Benchmark of undoing a loss scale: one invocation, so this is what a launch costs.
import { input } from "@pleura/engine";
import type { OpBench } from "../../contract/bench.ts";
import { unscaleNorm } from "./loss-scale.ts";

/** The launch that mixed precision adds to a step besides the update of the scale. */
export const benches: readonly OpBench[] = [
  {
    title: "unscaleNorm",
    build: () => {
      const [factor, norm] = unscaleNorm(input("norm", []), input("scale", []), { maxNorm: 1 });
      return { factor, norm };
    },
  },
];
