// Writes safetensors files: equal contents give equal bytes, and a checksum covers all of them.

import { withBlankChecksum, writeChecksum } from "./safetensors-checksum.ts";
import { SafetensorsError } from "./safetensors-error.ts";
import { byteSize, type StoredTensor, TENSOR_ARRAYS } from "./safetensors-tensor.ts";
import { encodeUtf8 } from "./utf8.ts";

/**
 * Writes a safetensors file: wider elements first, then by name, so equal contents are equal bytes;
 * data begins at a multiple of 8; a CRC-32 in the metadata covers every byte.
 *
 * @param tensors named tensors
 * @param metadata strings kept beside them
 * @throws {SafetensorsError} tag `layout` when shape and data differ, `header` for reserved names
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const width = (t: StoredTensor): number => TENSOR_ARRAYS[t.dtype].BYTES_PER_ELEMENT;
  const ordered = [...tensors].sort(
    ([nameA, a], [nameB, b]) => width(b) - width(a) || (nameA < nameB ? -1 : 1),
  );
  const sorted = [...withBlankChecksum(metadata)].sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = sorted.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const parts = [`"__metadata__":{${fields.join(",")}}`];
  let offset = 0;
  for (const [name, tensor] of ordered) {
    checkWritable(name, tensor);
    const end = offset + tensor.data.byteLength;
    const { dtype, shape } = tensor;
    parts.push(
      `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [offset, end] })}`,
    );
    offset = end;
  }
  const json = encodeUtf8(`{${parts.join(",")}}`);
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(json, 8);
  let at = 8 + headerLength;
  for (const [, { data }] of ordered) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  writeChecksum(file, json);
  return file;
}

function checkWritable(name: string, { dtype, shape, data }: StoredTensor): void {
  const size = byteSize(shape, dtype);
  if (name === "__metadata__") {
    const must = 'a tensor may have any name but "__metadata__"';
    throw new SafetensorsError("header", must, "one has it", "Rename it.");
  }
  if (size !== data.byteLength) {
    const must = `tensor "${name}" of shape [${shape.join(", ")}] and type ${dtype} must have ${size} bytes`;
    throw new SafetensorsError(
      "layout",
      must,
      `its data has ${data.byteLength}`,
      "Give both alike.",
    );
  }
}
