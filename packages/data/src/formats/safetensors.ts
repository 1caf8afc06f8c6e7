// Reads and writes safetensors files strictly, with a checksum over every byte of our own files.

import { crc32 } from "./crc32.ts";
import { plainBytes } from "./plain-bytes.ts";
import { SafetensorsError } from "./safetensors-error.ts";
import { type JsonValue, parseStrictJson } from "./strict-json.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

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

/** The format's own limit; it keeps a damaged length from allocating. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Two metadata keys mark our files. One flipped byte can spoil only one of them, so a file with
 * just one is damaged, and a file with neither is a foreign file without a checksum.
 */
const CHECKSUM_KEY = "pleura.checksum";
const SCHEME_KEY = "pleura.checksum-scheme";
/** CRC-32 of the whole file while the eight hexadecimal digits of the checksum are zeros. */
const SCHEME = "crc32-of-file";
const BLANK = "00000000";
const CHECKSUM_FIELD = encodeUtf8(`"${CHECKSUM_KEY}":"`);

/**
 * Reads a safetensors file, trusting nothing in it.
 *
 * Refused: a header over 100 MB or over the file, no JSON object, duplicate keys, unknown types,
 * sizes that are not shape × element, holes, overlaps, trailing bytes, and, in files of
 * {@link writeSafetensors}, any changed byte. Foreign files without our checksum are accepted.
 *
 * @param bytes the whole file; tensors are views into it where their alignment allows
 * @param options `verify: false` skips the checksum (for a file read a moment ago)
 * @throws {SafetensorsError} all tags
 * @see https://huggingface.co/docs/safetensors, section "Format"
 */
export function parseSafetensors(
  bytes: Uint8Array,
  options: { readonly verify?: boolean } = {},
): SafetensorsFile {
  const headerBytes = headerOf(bytes);
  const header = parseHeader(headerBytes);
  const metadata = readMetadata(header.get("__metadata__"));
  if (options.verify ?? true) verifyChecksum(bytes, headerBytes, metadata);
  metadata.delete(CHECKSUM_KEY);
  metadata.delete(SCHEME_KEY);

  const base = 8 + headerBytes.length;
  const entries: Entry[] = [];
  for (const [name, value] of header) {
    if (name !== "__metadata__") entries.push(readEntry(name, value));
  }
  checkLayout(entries, bytes.length - base);
  const tensors = new Map<string, StoredTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    const data = view(bytes.subarray(base + begin, base + end), dtype);
    tensors.set(name, { dtype, shape, data });
  }
  return { tensors, metadata };
}

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
  const marked = new Map([...metadata, [CHECKSUM_KEY, BLANK], [SCHEME_KEY, SCHEME]]);
  const sorted = [...marked].sort(([a], [b]) => (a < b ? -1 : 1));
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
  const digits = crc32(file).toString(16).padStart(8, "0");
  file.set(encodeUtf8(digits), 8 + findChecksum(json));
  return file;
}

type Entry = {
  readonly name: string;
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
};

const RENEW = "Take another copy or save the file again.";

function headerOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 8) {
    const given = `there are ${bytes.length}`;
    throw new SafetensorsError("truncated", "a file must have at least 8 bytes", given, RENEW);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    const must = `the header may have at most ${MAX_HEADER_BYTES} bytes`;
    throw new SafetensorsError("too-large", must, `the file declares ${length}`, RENEW);
  }
  if (8 + Number(length) > bytes.length) {
    const must = `the header must have the ${length} bytes it declares`;
    throw new SafetensorsError("truncated", must, `the file has ${bytes.length} in all`, RENEW);
  }
  return bytes.subarray(8, 8 + Number(length));
}

function parseHeader(headerBytes: Uint8Array): ReadonlyMap<string, JsonValue> {
  const must = "the header must be a JSON object that begins with {";
  if (headerBytes[0] !== 0x7b) throw new SafetensorsError("header", must, "it does not", RENEW);
  let header: JsonValue;
  try {
    const text = decodeUtf8(headerBytes, true);
    header = parseStrictJson(text, 3);
  } catch (error) {
    const given = error instanceof SyntaxError ? error.message : "it is not UTF-8";
    throw new SafetensorsError("header", must, given, RENEW);
  }
  return header as ReadonlyMap<string, JsonValue>;
}

function readMetadata(value: JsonValue | undefined): Map<string, string> {
  const metadata = new Map<string, string>();
  if (value === undefined) return metadata;
  const must = '"__metadata__" must be an object of strings';
  if (!(value instanceof Map)) throw new SafetensorsError("header", must, "it is none", RENEW);
  for (const [key, text] of value as ReadonlyMap<string, JsonValue>) {
    if (typeof text !== "string") {
      throw new SafetensorsError("header", must, `"${key}" is none`, RENEW);
    }
    metadata.set(key, text);
  }
  return metadata;
}

function verifyChecksum(
  bytes: Uint8Array,
  headerBytes: Uint8Array,
  metadata: ReadonlyMap<string, string>,
): void {
  const stored = metadata.get(CHECKSUM_KEY);
  const scheme = metadata.get(SCHEME_KEY);
  if (stored === undefined && scheme === undefined) return;
  const must = "every byte must be as it was written";
  const position = stored === undefined ? -1 : findChecksum(headerBytes);
  if (scheme !== SCHEME || position < 0) {
    throw new SafetensorsError("checksum", must, "the checksum's own fields are damaged", RENEW);
  }
  const start = 8 + position;
  const before = crc32(bytes.subarray(0, start));
  const blank = crc32(encodeUtf8(BLANK), before);
  const computed = crc32(bytes.subarray(start + 8), blank)
    .toString(16)
    .padStart(8, "0");
  if (computed !== stored) {
    const given = `the checksum is ${computed} where the file says ${stored}`;
    throw new SafetensorsError("checksum", must, given, RENEW);
  }
}

/** Position of the checksum's digits in the header, −1 where it has none. */
function findChecksum(header: Uint8Array): number {
  const quote = CHECKSUM_FIELD[0] as number;
  for (let i = header.indexOf(quote); i >= 0; i = header.indexOf(quote, i + 1)) {
    if (CHECKSUM_FIELD.every((byte, k) => header[i + k] === byte)) return i + CHECKSUM_FIELD.length;
  }
  return -1;
}

function readEntry(name: string, value: JsonValue): Entry {
  const must = `tensor "${name}" must have exactly dtype, shape and data_offsets`;
  if (!(value instanceof Map) || value.size !== 3) {
    throw new SafetensorsError("header", must, "it has other fields", RENEW);
  }
  const fields = value as ReadonlyMap<string, JsonValue>;
  const dtype = fields.get("dtype");
  const shape = fields.get("shape");
  const offsets = fields.get("data_offsets");
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    const given = "its sizes are no lists of whole numbers from 0 to 2⁵³ − 1";
    throw new SafetensorsError("header", must, given, RENEW);
  }
  if (typeof dtype !== "string" || !Object.hasOwn(TENSOR_ARRAYS, dtype)) {
    const known = Object.keys(TENSOR_ARRAYS).join(", ");
    const given = `it is ${JSON.stringify(dtype)}`;
    const advice = "Convert the file to one of these types.";
    throw new SafetensorsError(
      "dtype",
      `dtype of "${name}" must be one of ${known}`,
      given,
      advice,
    );
  }
  const [begin, end] = offsets as readonly [number, number];
  const known = dtype as TensorDtype;
  const size = byteSize(shape, known);
  if (size !== end - begin) {
    const needs = `tensor "${name}" of shape [${shape.join(", ")}] must have ${size} bytes`;
    throw new SafetensorsError("layout", needs, `its offsets are [${begin}, ${end}]`, RENEW);
  }
  return { name, dtype: known, shape, begin, end };
}

function isSizes(value: JsonValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
}

function byteSize(shape: readonly number[], dtype: TensorDtype): number {
  return shape.reduce((product, side) => product * side, TENSOR_ARRAYS[dtype].BYTES_PER_ELEMENT);
}

function checkLayout(entries: readonly Entry[], available: number): void {
  const ordered = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let offset = 0;
  for (const { name, begin, end } of ordered) {
    if (begin !== offset) {
      const must = `tensor "${name}" must begin where the one before ends, at byte ${offset}`;
      throw new SafetensorsError("layout", must, `it begins at ${begin}`, RENEW);
    }
    offset = end;
  }
  if (offset === available) return;
  const must = `the tensors need ${offset} bytes of data`;
  const tag = offset > available ? "truncated" : "layout";
  throw new SafetensorsError(tag, must, `the file has ${available}`, RENEW);
}

function view(bytes: Uint8Array, dtype: TensorDtype): TensorData {
  const type = TENSOR_ARRAYS[dtype];
  const width = type.BYTES_PER_ELEMENT;
  const aligned = bytes.byteOffset % width === 0 ? bytes : plainBytes(bytes).slice();
  const buffer = aligned.buffer as ArrayBuffer;
  return new type(buffer, aligned.byteOffset, aligned.byteLength / width);
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
