// Benchmarks of the matrix product: a classifier's head and a square product.
import { input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { matmul } from "./matmul.ts";

const product = (m: number, k: number, n: number): OpBench => ({
  title: `matmul ${m}×${k} · ${k}×${n}`,
  build: () => ({ y: matmul(input("a", [m, k]), input("b", [k, n])) }),
});

/** Benches of matmul. */
export const benches: readonly OpBench[] = [
  product(16, 1024, 512),
  product(512, 512, 512),
  product(1024, 1024, 1024),
];
