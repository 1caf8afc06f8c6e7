// Benchmarks of batch norm at the model's shapes.
import { input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { normGradient } from "../normalisation/norm-gradient.ts";
import { batchLayout } from "../normalisation/norm-layout.ts";
import { batchNormInference } from "./batch-norm-inference.ts";
import { batchNormTrain } from "./batch-norm-train.ts";

const epsilon = 1e-3;

/** Training forward, its gradient, and inference. */
function benchesOf(n: number, c: number, size: number): readonly OpBench[] {
  const shape = [n, c, size, size];
  const channels = (name: string) => input(name, [c]);
  const at = `${c} channels at ${size}×${size}, batch ${n}`;
  return [
    {
      title: `batchNormTrain forward, ${at}`,
      build: () => {
        const x = input("x", shape);
        const [y, mean, variance] = batchNormTrain(x, channels("gamma"), channels("beta"), {
          epsilon,
        });
        return { y, mean, variance };
      },
    },
    {
      title: `batchNormTrain gradient, ${at}`,
      build: () => {
        const x = input("x", shape);
        const [gamma, mean, variance] = [channels("gamma"), channels("mean"), channels("variance")];
        const [dx, dgamma, dbeta] = normGradient(
          { x, gamma, mean, variance },
          [input("dy", shape)],
          [true, true, true],
          { layout: batchLayout(shape), epsilon },
        );
        return { ...(dx && { dx }), ...(dgamma && { dgamma }), ...(dbeta && { dbeta }) };
      },
    },
    {
      title: `batchNormInference forward, ${at}`,
      build: () => {
        const [gamma, beta, mean, variance] = ["gamma", "beta", "mean", "variance"].map(channels);
        if (!gamma || !beta || !mean || !variance) return {};
        const x = input("x", shape);
        return { y: batchNormInference(x, gamma, beta, mean, variance, { epsilon }) };
      },
    },
  ];
}

/** The first level of a 112-pixel model, and the first and last of the demo's. */
export const benches: readonly OpBench[] = [
  ...benchesOf(8, 32, 112),
  ...benchesOf(16, 8, 64),
  ...benchesOf(16, 32, 16),
];
