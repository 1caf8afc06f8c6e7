// Benchmarks of group norm at the model's shapes.
import { input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { normGradient } from "../normalisation/norm-gradient.ts";
import { groupLayout } from "../normalisation/norm-layout.ts";
import { groupNorm } from "./group-norm.ts";

const shape = [8, 32, 112, 112];
const groups = 8;
const epsilon = 1e-5;

/** Forward and gradient at the first level of a 112-pixel model. */
export const benches: readonly OpBench[] = [
  {
    title: "groupNorm forward, 8 groups of 32 channels at 112×112, batch 8",
    build: () => {
      const [x, gamma, beta] = [input("x", shape), input("gamma", [32]), input("beta", [32])];
      return { y: groupNorm(x, gamma, beta, { groups, epsilon }) };
    },
  },
  {
    title: "groupNorm gradient, 8 groups of 32 channels at 112×112, batch 8",
    build: () => {
      const x = input("x", shape);
      const [mean, variance] = [input("mean", [8, groups]), input("variance", [8, groups])];
      const [dx, dgamma, dbeta] = normGradient(
        { x, gamma: input("gamma", [32]), mean, variance },
        [input("dy", shape)],
        [true, true, true],
        { layout: groupLayout(shape, groups), epsilon },
      );
      return { ...(dx && { dx }), ...(dgamma && { dgamma }), ...(dbeta && { dbeta }) };
    },
  },
];
