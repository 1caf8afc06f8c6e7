// The step counter behind dropout: u32 [2] (seed, step), advanced in place after each run.
import { applyOp1, constant, EngineError, type Op, type Tensor } from "@pleura/engine";

/** The op behind `advanceCounter`. */
export const advanceCounterOp: Op<null> = {
  name: "advanceCounter",
  infer([counter, increment]) {
    if (counter?.dtype !== "u32" || increment?.dtype !== "u32") {
      throw new EngineError(
        "dtype",
        `advanceCounter: the counter must be u32, but it is ${counter?.dtype}. Make it of a Uint32Array.`,
      );
    }
    return [counter];
  },
  elementwise: { expression: () => "a + b", flops: 0 },
};

/** (seed, step) → (seed, step + 1) */
export function advanceCounter(counter: Tensor): Tensor {
  return applyOp1(advanceCounterOp, [counter, constant(Uint32Array.of(0, 1), [2])], null);
}
