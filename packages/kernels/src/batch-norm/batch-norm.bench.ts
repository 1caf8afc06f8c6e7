// Benchmarks of batch norm at the model's shapes.
import { input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { normGradient } from "../normalisation/norm-gradient.ts";
import { batchLayout } from "../normalisation/norm-layout.ts";
import { batchNormInference } from "./batch-norm-inference.ts";
import { batchNormTrain } from "./batch-norm-train.ts";

const shape = [8, 32, 112, 112];
const channels = (name: string) => input(name, [32]);
const epsilon = 1e-3;

/** Training forward, its gradient, and inference at the first level of a 112-pixel model. */
export const benches: readonly OpBench[] = [
  {
    title: "batchNormTrain forward, 32 channels at 112×112, batch 8",
    build: () => {
      const x = input("x", shape);
      const [y, mean, variance] = batchNormTrain(x, channels("gamma"), channels("beta"), {
        epsilon,
      });
      return { y, mean, variance };
    },
  },
  {
    title: "batchNormTrain gradient, 32 channels at 112×112, batch 8",
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
    title: "batchNormInference forward, 32 channels at 112×112, batch 8",
    build: () => {
      const [gamma, beta, mean, variance] = ["gamma", "beta", "mean", "variance"].map(channels);
      if (!gamma || !beta || !mean || !variance) return {};
      const x = input("x", shape);
      return { y: batchNormInference(x, gamma, beta, mean, variance, { epsilon }) };
    },
  },
];
