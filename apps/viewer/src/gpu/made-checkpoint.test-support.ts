// Checkpoints of tiny networks with made-up weights, for tests.
import { describeWeights, type ModelKind, presets, writeCheckpoint } from "@pleura/models";
import { randomNumbers } from "@pleura/testing";

/** Side of the tiny networks' images. */
export const SIZE = 16;

const unet = { ...presets.demo.unet, levels: 2, width: 8 };
const head = { kind: "gap", hidden: 8, dropout: 0 } as const;

/** Bytes of a checkpoint with weights that `seed` draws, and optimiser state beside them. */
export function madeCheckpoint(
  kind: ModelKind,
  seed = 1,
  extra: Readonly<Record<string, string>> = { fit: "pad" },
): Uint8Array {
  const model =
    kind === "classifier"
      ? ({ kind, unet, head, size: SIZE } as const)
      : ({ kind, unet, size: SIZE } as const);
  const specs = [...describeWeights(unet, kind === "classifier" ? head : undefined).values()];
  const tensors = new Map(
    specs.flatMap(({ name, shape, kind: role }, at) => {
      const count = shape.reduce((a, b) => a * b, 1);
      // Variances must be positive; the rest may be anything small.
      const least = name.endsWith("running_var") || name.endsWith("weight") ? 0.05 : -0.2;
      const values = randomNumbers(count, seed * 1000 + at, least, 0.4);
      const weight = [name, { shape, values }] as const;
      return role === "parameter"
        ? [weight, [`optimiser.m.${name}`, { shape, values: new Float32Array(count) }] as const]
        : [weight];
    }),
  );
  return writeCheckpoint({ model, tensors, extra });
}
