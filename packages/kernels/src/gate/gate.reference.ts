// Gates in double precision, and the cases of their contract.
import type { OpCase, OpReference } from "../contract/reference.ts";
import type { GateAttrs, GateKind } from "./gate.ts";

const gate = (
  title: string,
  kind: GateKind,
  shape: readonly number[],
  logits: readonly number[],
): OpCase<GateAttrs> => ({
  title: `${kind}: ${title}`,
  inputs: [{ shape }, { shape: logits, low: -4, high: 4 }],
  attrs: { kind },
});

/** y[n,c,p] = x[n,c,p] / (1 + e^−logit) */
export const gateReference: OpReference<GateAttrs> = {
  forward([x, logits], { kind }) {
    const shape = x?.shape ?? [];
    const [, c = 0, h = 0, w = 0] = shape;
    const data = (x?.data ?? new Float64Array()).map((value, index) => {
      const plane = Math.floor(index / (h * w));
      const image = Math.floor(plane / c);
      const pixel = index % (h * w);
      const which = { channel: plane, image, spatial: image * h * w + pixel }[kind];
      return value / (1 + Math.exp(-(logits?.data[which] as number)));
    });
    return [{ shape, data }];
  },
  cases: [
    gate("one pixel", "channel", [1, 1, 1, 1], [1, 1]),
    gate("odd sizes, batch 2", "channel", [2, 5, 7, 9], [2, 5]),
    gate("8 lanes, unequal shares", "channel", [2, 3, 9, 11], [2, 3]),
    gate("64 lanes, more than one block", "channel", [1, 2, 65, 67], [1, 2]),
    gate("one pixel", "spatial", [1, 1, 1, 1], [1, 1, 1, 1]),
    gate("odd sizes, batch 2", "spatial", [2, 5, 7, 9], [2, 1, 7, 9]),
    gate("a level of the model, more than one block", "spatial", [2, 70, 14, 14], [2, 1, 14, 14]),
    gate("one pixel", "image", [1, 1, 1, 1], [1, 1]),
    gate("odd sizes, batch 3", "image", [3, 5, 7, 9], [3, 1]),
    gate("64 lanes", "image", [2, 3, 33, 35], [2, 1]),
  ],
};
