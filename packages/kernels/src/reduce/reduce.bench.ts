// Reductions at the model's shapes.
import { input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { reduceMean, reduceSum } from "./reduce.ts";

/** A loss's mean, a plane's sum, and the pooling before the demo's head. */
export const benches: readonly OpBench[] = [
  {
    title: "reduce mean over [8, 1, 256, 256]",
    build: () => ({ y: reduceMean(input("x", [8, 1, 256, 256])) }),
  },
  {
    title: "reduce sum over pixels of [8, 64, 64, 64]",
    build: () => ({ y: reduceSum(input("x", [8, 64, 64, 64]), 2, 2) }),
  },
  {
    title: "reduce mean over pixels of [16, 32, 16, 16]",
    build: () => ({ y: reduceMean(input("x", [16, 32, 16, 16]), 2, 2) }),
  },
];
