// The shape rule that pooling, upsampling and gates share: an input must be an f32 map [n, c, h, w].
import { EngineError, formatShape, type TensorType } from "@pleura/engine";

/**
 * Sizes of a map, or the error that names what is wrong with it.
 *
 * @throws {EngineError} tag `shape` when the rank is not 4, `dtype` when it is not f32
 */
export function requireMap(
  op: string,
  name: string,
  type: TensorType | undefined,
): readonly [n: number, c: number, h: number, w: number] {
  const [n, c, h, w, ...rest] = type?.shape ?? [];
  if (n === undefined || c === undefined || h === undefined || w === undefined || rest.length > 0) {
    throw new EngineError(
      "shape",
      `${op}: "${name}" must have the shape [n, c, h, w], but it has ` +
        `${formatShape(type?.shape ?? [])}. Reshape it to four axes.`,
    );
  }
  if (type?.dtype !== "f32") {
    throw new EngineError(
      "dtype",
      `${op}: "${name}" must be f32, but it is ${type?.dtype}. Convert it first.`,
    );
  }
  return [n, c, h, w];
}
