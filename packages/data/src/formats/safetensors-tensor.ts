// The tensors a safetensors file holds: element types, shape and data.

/** Element types that are read and written; F16 and BF16 come as their raw bits. */
export const TENSOR_ARRAYS = {
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

/** Name of an element type as the file spells it. */
export type TensorDtype = keyof typeof TENSOR_ARRAYS;

/** Values of a tensor. */
export type TensorData = InstanceType<(typeof TENSOR_ARRAYS)[TensorDtype]>;

/** One tensor: row-major values whose count is the product of `shape`. */
export type StoredTensor = {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly data: TensorData;
};

/** Contents of a safetensors file. */
export type SafetensorsFile = {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
};

/** Bytes of a tensor: the product of its sides and the width of an element. */
export function byteSize(shape: readonly number[], dtype: TensorDtype): number {
  return shape.reduce((product, side) => product * side, TENSOR_ARRAYS[dtype].BYTES_PER_ELEMENT);
}
