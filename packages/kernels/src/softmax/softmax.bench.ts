// Benchmark of softmax over Score-CAM's channels.
import { input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { softmax } from "./softmax.ts";

/** One row per image and class. */
export const benches: readonly OpBench[] = [
  {
    title: "softmax forward, 512 rows of 64",
    build: () => ({ y: softmax(input("x", [512, 64])) }),
  },
];
