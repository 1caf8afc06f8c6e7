// Reads and writes NumPy .npy arrays of floats and bytes.

import { plainBytes } from "./plain-bytes.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

/** An array of a .npy file, row-major. */
export type NpyArray = {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array;
};

/** Why a .npy file was refused: `truncated`, malformed `header`, or a `dtype` we do not read. */
export type NpyTag = "truncated" | "header" | "dtype";

/** A .npy file that is refused. */
export class NpyError extends Error {
  override readonly name = "NpyError";
  readonly tag: NpyTag;

  constructor(tag: NpyTag, message: string) {
    super(message);
    this.tag = tag;
  }
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Writes a .npy file, version 1.0, little-endian, C order.
 *
 * @param array `Float32Array` becomes `<f4`, `Uint8Array` `|u1`
 * @throws {NpyError} tag `header` when shape and data differ
 * @see NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays"
 */
export function writeNpy(array: NpyArray): Uint8Array {
  const { shape, data } = array;
  const count = shape.reduce((product, side) => product * side, 1);
  if (count !== data.length) {
    throw new NpyError(
      "header",
      `write npy: shape [${shape.join(", ")}] must have ${count} values, but the data has ${data.length}. Give both alike.`,
    );
  }
  const descr = data instanceof Float32Array ? "<f4" : "|u1";
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sides}), }`;
  // Magic, version, length, text and the newline together end on a multiple of 64.
  const total = Math.ceil((10 + text.length + 1) / 64) * 64;
  const file = new Uint8Array(total + data.byteLength);
  file.set(MAGIC);
  file.set([1, 0, (total - 10) & 0xff, (total - 10) >> 8], 6);
  file.set(encodeUtf8(`${text.padEnd(total - 11)}\n`), 10);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), total);
  return file;
}

/**
 * Reads a .npy file of `<f4` or `|u1` in C order, versions 1–3.
 *
 * @throws {NpyError}
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  if (!MAGIC.every((value, i) => bytes[i] === value) || bytes.length < 12) {
    throw new NpyError(
      "header",
      "read npy: a file must begin with the npy magic, but this one does not. Give a file saved by numpy.save.",
    );
  }
  const version = bytes[6] as number;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const header = decodeUtf8(bytes.subarray(start, start + length), false);
  const fields =
    /^\{'descr': '([^']+)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\),? ?\}\s*$/.exec(
      header,
    );
  if (fields === null || fields[2] === "True") {
    const given = fields === null ? "it is another text" : "the order is Fortran's";
    throw new NpyError(
      "header",
      `read npy: the header must give descr, C order and shape, but ${given}. Save it again with numpy.ascontiguousarray.`,
    );
  }
  const [, descr, , sides] = fields;
  if (descr !== "<f4" && descr !== "|u1") {
    throw new NpyError(
      "dtype",
      `read npy: values must be <f4 or |u1, but they are ${descr}. Convert them with astype.`,
    );
  }
  const shape = (sides as string)
    .split(",")
    .filter((side) => side.trim() !== "")
    .map(Number);
  const count = shape.reduce((product, side) => product * side, 1);
  const body = bytes.subarray(start + length);
  const needed = count * (descr === "<f4" ? 4 : 1);
  if (body.length !== needed) {
    throw new NpyError(
      "truncated",
      `read npy: shape [${shape.join(", ")}] must have ${needed} bytes, but the file has ${body.length}. Copy it again.`,
    );
  }
  const copy = plainBytes(body).slice();
  return { shape, data: descr === "<f4" ? new Float32Array(copy.buffer) : copy };
}
