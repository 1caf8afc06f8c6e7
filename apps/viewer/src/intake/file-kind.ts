// Tells what a file is for: a film, a model, a profile, or nothing for this page.
import { sniffFormat } from "@pleura/data";

/** What a file is for. */
export type FileKind = "film" | "model" | "profile" | "hidden" | "other";

/** Files that systems leave in folders. */
const LEFT_BEHIND = new Set(["thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"]);

const FILM_ENDINGS = /\.(png|jpe?g|jfif|webp|dcm|dicom|dic)$/i;
const PROFILE = /(^|[.\-_ ])profile\.json$/i;

/** Bytes of a file's beginning that {@link fileKind} wants, when the name says too little. */
export const HEAD_BYTES = 4096;

/**
 * What the name alone tells; undefined when the bytes must be looked at. A film is decoded by its
 * bytes whatever it is called: this only says that it wants to be one.
 *
 * @param path with folders, as dropped
 */
export function kindByName(path: string): FileKind | undefined {
  const parts = path.split("/");
  const name = parts.at(-1) ?? "";
  const isHidden = parts.some((part) => part.startsWith(".") || part === "__MACOSX");
  if (isHidden || LEFT_BEHIND.has(name.toLowerCase())) return "hidden";
  if (name.toLowerCase().endsWith(".safetensors")) return "model";
  if (PROFILE.test(name)) return "profile";
  return FILM_ENDINGS.test(name) ? "film" : undefined;
}

/**
 * What a file is for.
 *
 * @param head at least its first {@link HEAD_BYTES} bytes, or all of it
 */
export function fileKind(path: string, head: Uint8Array): FileKind {
  const named = kindByName(path);
  if (named !== undefined) return named;
  if (["png", "jpeg", "webp", "dicom"].includes(sniffFormat(head))) return "film";
  if (isProfile(head)) return "profile";
  return isSafetensors(head) ? "model" : "other";
}

/** JSON that begins with the format of `pleura profile`, as it is written: its name may be any. */
function isProfile(head: Uint8Array): boolean {
  const start = new TextDecoder().decode(head.subarray(0, 100));
  return /^\uFEFF?\s*\{\s*"format"\s*:\s*"pleura-profile\//.test(start);
}

/** A header of a believable length that begins as JSON does. */
function isSafetensors(head: Uint8Array): boolean {
  if (head.length < 10 || head[8] !== 0x7b) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const length = view.getBigUint64(0, true);
  // The format's own limit of a header.
  return length >= 2n && length <= 100_000_000n;
}
