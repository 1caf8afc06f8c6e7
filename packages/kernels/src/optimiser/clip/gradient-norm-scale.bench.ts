// Benchmark of the joint gradient norm over a network's filters.
import { input } from "@pleura/engine";
import type { OpBench } from "../../contract/bench.ts";
import { gradientNormScale } from "./gradient-norm-scale.ts";

/** Filters of five levels, 32 to 512 channels. */
export const benches: readonly OpBench[] = [
  {
    title: "gradientNormScale, 3×3 filters of 32 to 512 channels",
    build: () => {
      const gradients = [32, 64, 128, 256, 512].map((c) => input(`g${c}`, [c, c, 3, 3]));
      const [scale, norm] = gradientNormScale(gradients, { maxNorm: 1 });
      return { scale, norm };
    },
  },
];
