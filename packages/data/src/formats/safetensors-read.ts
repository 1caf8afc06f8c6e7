// Reads safetensors files strictly, trusting nothing in them.

import { plainBytes } from "./plain-bytes.ts";
import { verifyChecksum, withoutChecksum } from "./safetensors-checksum.ts";
import { SafetensorsError } from "./safetensors-error.ts";
import {
  byteSize,
  type SafetensorsFile,
  type StoredTensor,
  TENSOR_ARRAYS,
  type TensorData,
  type TensorDtype,
} from "./safetensors-tensor.ts";
import { type JsonValue, parseStrictJson } from "./strict-json.ts";
import { decodeUtf8 } from "./utf8.ts";

/** The format's own limit; it keeps a damaged length from allocating. */
const MAX_HEADER_BYTES = 100_000_000;

const RENEW = "Take another copy or save the file again.";

/**
 * Reads a safetensors file, trusting nothing in it.
 *
 * Refused: a header over 100 MB or over the file, no JSON object, duplicate keys, unknown types,
 * sizes that are not shape × element, holes, overlaps, trailing bytes, and, in files of
 * `writeSafetensors`, any changed byte. Foreign files without our checksum are accepted.
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
  return { tensors, metadata: withoutChecksum(metadata) };
}

type Entry = {
  readonly name: string;
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
};

function headerOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 8) {
    const given = `there are ${bytes.length}`;
    throw new SafetensorsError("truncated", "a file must have at least 8 bytes", given, RENEW);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    const must = `the header may have at most ${MAX_HEADER_BYTES} bytes`;
    const given = isText(bytes)
      ? "the file begins with text, so it is another kind of file"
      : `the file declares ${length}`;
    throw new SafetensorsError("too-large", must, given, RENEW);
  }
  if (8 + Number(length) > bytes.length) {
    const must = `the header must have the ${length} bytes it declares`;
    throw new SafetensorsError("truncated", must, `the file has ${bytes.length} in all`, RENEW);
  }
  return bytes.subarray(8, 8 + Number(length));
}

/** True when the eight bytes that hold a length read as text, as those of JSON and HTML files do. */
function isText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8).every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a);
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
