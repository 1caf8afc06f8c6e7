// Where an image lies in the data set: its path below the source's folder, made safe.
import { createHash } from "node:crypto";

/** Bytes of a folder or file name: file systems take 255, and temporary names are longer. */
const MOST_BYTES = 200;

/**
 * The path below the data set folder, with `/`.
 *
 * A name that no file system or CSV could hold as it is gets other characters and a digest of the
 * whole path, so that two such names never become one, in whatever order they come.
 *
 * @param folder first folders, such as `images/nih`; empty for none
 * @param path path below the source's folder, with `/`
 */
export function outputPath(folder: string, path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const safe = parts.map((part, index) => safeName(part, path, index === parts.length - 1));
  return [...(folder === "" ? [] : [folder]), ...safe].join("/");
}

function safeName(name: string, path: string, isFile: boolean): string {
  const clean = name
    .replace(/[\p{Cc}\u2028\u2029\ufffd<>:"\\|?*]/gu, "_")
    .replace(/^[\s\ufeff.]+|[\s\ufeff.]+$/g, "_");
  const bytes = Buffer.from(clean);
  if (clean === name && bytes.length <= MOST_BYTES) return name;
  const ending = isFile ? (/\.[A-Za-z0-9]{1,8}$/.exec(clean)?.[0] ?? "") : "";
  // A cut inside a character leaves a replacement character, which is dropped.
  const stem = bytes
    .subarray(0, Math.min(bytes.length - ending.length, MOST_BYTES - 32))
    .toString("utf8")
    .replace(/\ufffd+$/, "");
  // A folder's digest is of its own path, so that files that lie together stay together.
  const upTo = isFile ? path : path.slice(0, path.indexOf(name) + name.length);
  return `${stem}-${createHash("sha256").update(upTo).digest("hex").slice(0, 12)}${ending}`;
}
