// Keeps the result of long work in a file, so that a study that is called again does not do it again.
import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { toJson } from "../output.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";

/**
 * The kept result of `key`, or the result of `work`, which is kept then.
 *
 * Both are read back from the file, so that the first call and the later ones have the same numbers. JSON has no NaN:
 * what comes back as null is NaN.
 *
 * @param key what decides the result; a file of another key is written anew
 * @returns undefined when `work` gives undefined, as it does when it was stopped
 */
export async function keptResult<T>(
  path: string,
  key: unknown,
  work: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const plainKey = JSON.parse(toJson(key)) as unknown;
  const known = read(path);
  if (known !== undefined && isDeepStrictEqual(known.key, plainKey))
    return withNaN(known.result) as T;
  const result = await work();
  if (result === undefined) return undefined;
  const text = toJson({ key: plainKey, result }, 2);
  writeAtomic(path, `${text}\n`, "output");
  return withNaN(JSON.parse(text).result) as T;
}

function read(path: string): { readonly key: unknown; readonly result: unknown } | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const found = JSON.parse(readFileSync(path, "utf8"));
    return typeof found === "object" && found !== null && "key" in found ? found : undefined;
  } catch {
    // A file of something else, or half of one: the work is done anew.
    return undefined;
  }
}

function withNaN(value: unknown): unknown {
  if (value === null) return Number.NaN;
  if (Array.isArray(value)) return value.map(withNaN);
  if (typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value as object).map(([name, inner]) => [name, withNaN(inner)]),
  );
}
