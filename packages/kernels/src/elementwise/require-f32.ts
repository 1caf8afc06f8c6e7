// The rule that elementwise ops and reductions share: every input is f32.
import { EngineError, type TensorType } from "@pleura/engine";

/** @throws {EngineError} tag `dtype` when an input is not f32 */
export function requireF32(name: string, inputs: readonly TensorType[]): void {
  const wrong = inputs.findIndex(({ dtype }) => dtype !== "f32");
  if (wrong < 0) return;
  throw new EngineError(
    "dtype",
    `${name}: inputs must be f32, but input ${wrong} is ${inputs[wrong]?.dtype}. Convert it first.`,
  );
}
