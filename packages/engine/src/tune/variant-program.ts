// A small program that applies one variant of an op to seeded numbers, for checking and timing it.
import type { VariantQuestion } from "../compile/variants.ts";
import { elementCount } from "../graph/shape.ts";
import { applyOp, input } from "../graph/tensor.ts";
import type { TensorType } from "../graph/tensor-type.ts";
import type { Device } from "../runtime/device.ts";
import { compile, type Feeds, type Program } from "../runtime/program.ts";
import type { Numbers } from "../runtime/variable.ts";

/** Compiles one variant of a question. */
export function compileVariant(
  device: Device,
  { op, inputs, attrs }: VariantQuestion,
  variant: string,
): Promise<Program> {
  const tensors = inputs.map(({ shape, dtype }, index) => input(`x${index}`, shape, dtype));
  const made = applyOp(op, tensors, attrs);
  const outputs = Object.fromEntries(made.map((tensor, index) => [`y${index}`, tensor]));
  return compile(device, { outputs }, { choose: () => variant });
}

/** Numbers in [−1, 1) from a 32-bit linear congruential generator; zeros for whole numbers, which are indices. */
function drawNumbers({ shape, dtype }: TensorType, seed: number): Numbers {
  const length = elementCount(shape);
  if (dtype === "u32") return new Uint32Array(length);
  // Knuth 1997, The Art of Computer Programming 2, 3.3.4, table 1: multiplier 1664525.
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** The numbers on which all variants of a question are compared. */
export function variantFeeds({ inputs }: VariantQuestion): Feeds {
  return Object.fromEntries(
    inputs.map((type, index) => [`x${index}`, drawNumbers(type, index + 1)]),
  );
}
