// Benchmarks of the gates at the model's shapes.
import { applyOp, applyOp1, input, type Tensor } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { type GateKind, gateGradientOp, gateOp } from "./gate.ts";

const shape = [8, 32, 112, 112];
const logits = { channel: [8, 32], spatial: [8, 1, 112, 112], image: [8, 1] };

const both = (kind: GateKind): readonly OpBench[] => [
  {
    title: `gate forward by ${kind}, 32 channels at 112×112, batch 8`,
    build: () => ({
      y: applyOp1(gateOp, [input("x", shape), input("logits", logits[kind])], { kind }),
    }),
  },
  {
    title: `gate gradient by ${kind}, 32 channels at 112×112, batch 8`,
    build: () => {
      const tensors = [input("x", shape), input("logits", logits[kind]), input("dy", shape)];
      const [dx, dlogits] = applyOp(gateGradientOp, tensors, { kind });
      return { dx: dx as Tensor, dlogits: dlogits as Tensor };
    },
  },
];

/** Both passes of every kind at the first level of a 112-pixel model. */
export const benches: readonly OpBench[] = [
  ...both("channel"),
  ...both("spatial"),
  ...both("image"),
];
