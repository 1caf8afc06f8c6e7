// Names for result files that stay inside their folder, whatever the input file is called.
import { createHash } from "node:crypto";
import { basename } from "node:path";

/** Bytes a name may have, so that an added `.pneumonia.png` stays below 255. */
const MOST_BYTES = 200;

/**
 * A name for results of an input file: its own without folder and ending, made safe and unique.
 *
 * Replaced by `_`: control characters, separators, what Windows forbids, and a leading dash or dot,
 * which commands would read as a flag or hide.
 *
 * @param taken names given so far, in lower case; the new one is added
 */
export function outputName(path: string, taken: Set<string>): string {
  const stem = basename(path.replaceAll("\\", "/")).replace(/(?<=.)\.[A-Za-z0-9]{1,8}$/, "");
  const safe = stem.replace(/\p{Cc}|[<>:"/\\|?*]/gu, "_").replace(/^[-.\s]|[.\s]$/g, "_");
  let name = shorten(safe === "" ? "image" : safe);
  const base = name;
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${base}-${count}`;
  taken.add(name.toLowerCase());
  return name;
}

function shorten(name: string): string {
  const bytes = Buffer.from(name);
  if (bytes.length <= MOST_BYTES) return name;
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  // A cut inside a character leaves a replacement character, which is dropped.
  const head = bytes
    .subarray(0, MOST_BYTES - 13)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
  return `${head}-${digest}`;
}
