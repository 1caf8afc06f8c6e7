// Benchmarks of the gates at the model's shapes.
import { applyOp, applyOp1, input, type Tensor } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { type GateKind, gateGradientOp, gateOp } from "./gate.ts";

/** Both passes of a kind. */
function both(kind: GateKind, n: number, c: number, size: number): readonly OpBench[] {
  const shape = [n, c, size, size];
  const logits = { channel: [n, c], spatial: [n, 1, size, size], image: [n, 1] }[kind];
  const at = `by ${kind}, ${c} channels at ${size}×${size}, batch ${n}`;
  return [
    {
      title: `gate forward ${at}`,
      build: () => ({
        y: applyOp1(gateOp, [input("x", shape), input("logits", logits)], { kind }),
      }),
    },
    {
      title: `gate gradient ${at}`,
      build: () => {
        const tensors = [input("x", shape), input("logits", logits), input("dy", shape)];
        const [dx, dlogits] = applyOp(gateGradientOp, tensors, { kind });
        return { dx: dx as Tensor, dlogits: dlogits as Tensor };
      },
    },
  ];
}

/** Every kind at the first level of a 112-pixel model, CBAM's two at the demo's. */
export const benches: readonly OpBench[] = [
  ...both("channel", 8, 32, 112),
  ...both("spatial", 8, 32, 112),
  ...both("image", 8, 32, 112),
  ...both("channel", 16, 8, 64),
  ...both("spatial", 16, 8, 64),
];
