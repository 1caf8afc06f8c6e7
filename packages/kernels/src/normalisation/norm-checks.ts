// Shape rules that batch norm and group norm share.
import { EngineError, formatShape, type TensorType } from "@pleura/engine";

/** Rejects x that has no channels, and per-channel tensors of another length; names come in input order. */
export function checkNormInputs(
  op: string,
  x: TensorType | undefined,
  perChannel: Readonly<Record<string, TensorType | undefined>>,
): void {
  const shape = x?.shape ?? [];
  if (shape.length !== 2 && shape.length !== 4) {
    throw new EngineError(
      "shape",
      `${op}: "x" must be [n, c] or [n, c, h, w], but it is ${formatShape(shape)}. Reshape it first.`,
      { shape },
    );
  }
  const c = shape[1] ?? 1;
  for (const [name, type] of Object.entries(perChannel)) {
    if (type?.shape.length === 1 && type.shape[0] === c) continue;
    throw new EngineError(
      "shape",
      `${op}: "${name}" must have one number for each of the ${c} channels of "x", ` +
        `but its shape is ${formatShape(type?.shape ?? [])}. Give it the shape [${c}].`,
      { op, shape: type?.shape, channels: c },
    );
  }
}
