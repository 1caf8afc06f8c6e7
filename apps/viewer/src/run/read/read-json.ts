// Reads JSON files of runs, names the line of what is wrong, and takes the NaN that other programs write.
import { jsonDamageAt } from "./json-damage.ts";

/** A JSON file that cannot be read; `line` is where, counted from 1. */
export class JsonFileError extends Error {
  override readonly name = "JsonFileError";
  readonly line: number;

  constructor(message: string, line: number, cause: unknown) {
    super(message, { cause });
    this.line = line;
  }
}

/**
 * The value of a JSON text. `NaN` and `Infinity`, which Python writes, are null as in our own files.
 *
 * Keys such as `__proto__` are own properties of the result and have no other meaning: read it with `Object.entries`
 * or {@link ownValue} only.
 *
 * @throws {JsonFileError} with the line
 */
export function readJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (first) {
    try {
      return JSON.parse(withoutNaN(text));
    } catch {
      const line = text.slice(0, jsonDamageAt(text)).split("\n").length;
      throw new JsonFileError(
        `${name} line ${line}: the file must be JSON, but it is damaged there. Copy it again, or restore it.`,
        line,
        first,
      );
    }
  }
}

/** Strings are matched first, so that words in them stay. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;

function withoutNaN(text: string): string {
  return text.replace(TOKENS, (token) => (token.startsWith('"') ? token : "null"));
}

/** A value of an object by a key of its own; undefined for everything else. */
export function ownValue(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

/** A value below several keys. */
export function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce(ownValue, value);
}
