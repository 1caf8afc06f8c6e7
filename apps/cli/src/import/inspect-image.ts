// Tells cheaply whether a file is a whole image; what looks odd is decoded to be sure.
import { open } from "node:fs/promises";
import { DEFAULT_MAX_PIXELS, sniffFormat } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { decodeBytes, decodeFile } from "../node/decode-file.ts";

/** Bytes that are looked at; {@link sniffFormat} wants the first 4 kB. */
const HEAD_BYTES = 4096;
const TAIL_BYTES = 16;

/** What a file says about itself. */
export interface ImageFacts {
  /** View Position of a DICOM file. */
  readonly view?: string;
}

/**
 * Looks at the first and last bytes of a file. PNG, JPEG and WebP that begin and end as they must
 * pass; DICOM files, and all files with `isDecoded`, are decoded.
 *
 * @throws {ImageDecodeError | CliError} as decoding does
 */
export async function inspectImage(
  path: string,
  name: string,
  isDecoded: boolean,
): Promise<ImageFacts> {
  const { head, tail, size } = await readEnds(path, name);
  const format = sniffFormat(head);
  const isReadable = format === "png" || format === "jpeg" || format === "webp";
  // The refusal of other files is told from their beginning, however large they are.
  if (!isReadable && format !== "dicom") await decodeBytes(head, name);
  if (isReadable && !isDecoded && isWhole(format, head, tail, size)) return {};
  const { source } = await decodeFile(path, name);
  return source.view === undefined ? {} : { view: source.view };
}

interface Ends {
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly size: number;
}

async function readEnds(path: string, name: string): Promise<Ends> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    throw new CliError(
      "data",
      `read image "${name}": the file must be readable, but opening it gave ${cause.code}. Check its permissions.`,
      cause,
    );
  });
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(HEAD_BYTES, size));
    await file.read(head, 0, head.length, 0);
    const tail = Buffer.alloc(Math.min(TAIL_BYTES, size));
    await file.read(tail, 0, tail.length, size - tail.length);
    return { head, tail, size };
  } finally {
    await file.close();
  }
}

/** Length 0, type IEND and its checksum (PNG, section 11.2.5). */
const IEND = Buffer.from("0000000049454e44ae426082", "hex");
/** End of image (ITU-T T.81, annex B). */
const EOI = Buffer.from([0xff, 0xd9]);

function isWhole(format: string, head: Buffer, tail: Buffer, size: number): boolean {
  if (format === "jpeg") return tail.subarray(-2).equals(EOI);
  if (format === "webp") return size >= 30 && head.readUInt32LE(4) + 8 <= size;
  if (size < 57 || !tail.subarray(-12).equals(IEND)) return false;
  return head.readUInt32BE(16) * head.readUInt32BE(20) <= DEFAULT_MAX_PIXELS;
}
