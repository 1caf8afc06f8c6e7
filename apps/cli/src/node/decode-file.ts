// Decodes image files with every format that this program reads.
import { decodeImage, type GreyImage } from "@pleura/data";
import { readImageBytes } from "./dataset-folder.ts";
import { createRasterDecoder } from "./raster-decoder.ts";

const rasterDecoder = createRasterDecoder();

/**
 * Reads and decodes an image file.
 *
 * @param name how errors call it; the path when absent
 * @throws {ImageDecodeError | CliError}
 */
export async function decodeFile(path: string, name = path): Promise<GreyImage> {
  return decodeBytes(await readImageBytes(path, name), name);
}

/** Decodes the bytes of an image file. */
export function decodeBytes(bytes: Uint8Array, name: string): Promise<GreyImage> {
  return decodeImage(bytes, { name, rasterDecoder });
}

/** Reasons of the program's own errors by their tag; others are no fault of a file. */
const REASONS: Readonly<Record<string, string>> = {
  data: "unreadable",
  "non-finite": "non-finite",
};

/**
 * The reason and message of a refusal, for tables and `predict --json`.
 *
 * @throws the error itself when it is no file's fault, such as a full disk
 */
export function refusalOf(error: unknown): { reason: string; message: string } {
  const { name, tag = "", message } = error as { name: string; tag?: string; message: string };
  if (name === "ImageDecodeError") return { reason: tag, message };
  const reason = name === "CliError" ? REASONS[tag] : undefined;
  if (reason === undefined) throw error;
  return { reason, message };
}
