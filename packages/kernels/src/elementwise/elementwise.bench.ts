// Elementwise kernels at the model's shapes: a plain sum and a per-channel scale.
import { input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { add, multiply, relu } from "./elementwise.ts";

/** Benches of elementwise ops. */
export const benches: readonly OpBench[] = [
  {
    title: "elementwise add and relu, fused, [8, 64, 64, 64]",
    build: () => ({ y: relu(add(input("a", [8, 64, 64, 64]), input("b", [8, 64, 64, 64]))) }),
  },
  {
    title: "elementwise scale per channel, [8, 64, 64, 64]",
    build: () => ({ y: multiply(input("a", [8, 64, 64, 64]), input("b", [8, 64, 1, 1])) }),
  },
];
