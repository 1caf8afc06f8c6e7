// Checks of foreign JSON: each takes a value and gives it typed, or says where it is wrong and how.
import { shownText } from "@pleura/data";

/** Longest name that is kept: names of kernels have some 60 letters. */
const longestName = 400;

/** Takes a value at a path such as `programs[0].name`. */
export type Check<T> = (value: unknown, path: string) => T;

/** What a checked value is. */
export type Checked<C> = C extends Check<infer T> ? T : never;

/** A value is not what it must be. */
export class CheckError extends Error {
  constructor(path: string, must: string, value: unknown) {
    super(`"${path}" must be ${must}, but ${seen(value)}`);
    this.name = "CheckError";
  }
}

/** Longest text that an error quotes. */
const longestQuote = 40;

function seen(value: unknown): string {
  if (value === undefined) return "it is missing";
  if (Array.isArray(value)) return `it is a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "it is an object";
  return `it is ${shownText(JSON.stringify(value), longestQuote)}`;
}

/** A name: one line without characters that control a screen or the direction of text. */
export const name: Check<string> = (value, path) => shownText(text(value, path), longestName);

/** Any text, as it is. */
export const text: Check<string> = (value, path) => {
  if (typeof value === "string") return value;
  throw new CheckError(path, "a text", value);
};

/** A number that a picture is drawn with. */
export const finite: Check<number> = (value, path) => {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new CheckError(path, "a number", value);
};

/** A number that is at least 0. */
export const positive: Check<number> = (value, path) => {
  const number = finite(value, path);
  if (number >= 0) return number;
  throw new CheckError(path, "at least 0", value);
};

/** A number that may not be known: JSON writes NaN as null. */
export const statistic: Check<number> = (value, path) =>
  value === null ? Number.NaN : finite(value, path);

/** A whole number from 0. */
export const count: Check<number> = (value, path) => {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new CheckError(path, "a whole number from 0", value);
};

/** True or false. */
export const flag: Check<boolean> = (value, path) => {
  if (typeof value === "boolean") return value;
  throw new CheckError(path, "true or false", value);
};

/** One of some texts. */
export function oneOf<const T extends string>(...allowed: readonly T[]): Check<T> {
  return (value, path) => {
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    throw new CheckError(path, allowed.map((one) => `"${one}"`).join(" or "), value);
  };
}

/** A value that may be missing, and what counts then. */
export function orElse<T>(check: Check<T>, otherwise: T): Check<T> {
  return (value, path) => (value === undefined ? otherwise : check(value, path));
}

/** A list of values. */
export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new CheckError(path, "a list", value);
    return value.map((one, at) => check(one, `${path}[${at}]`));
  };
}

/** Three whole numbers: a grid or a workgroup. */
export const triple: Check<readonly [number, number, number]> = (value, path) => {
  const numbers = listOf(count)(value, path);
  const [x, y, z] = numbers;
  if (x === undefined || y === undefined || z === undefined || numbers.length > 3) {
    throw new CheckError(path, "a list of three numbers", value);
  }
  return [x, y, z];
};

type Fields = Readonly<Record<string, Check<unknown>>>;

/** An object with fields; others are left out. */
export function objectOf<F extends Fields>(
  fields: F,
): Check<{ readonly [K in keyof F]: Checked<F[K]> }> {
  return (value, path) => {
    const given = entriesOf(value, path);
    const checked = Object.entries(fields).map(([field, check]) => [
      field,
      check(given.get(field), path === "" ? field : `${path}.${field}`),
    ]);
    return Object.fromEntries(checked) as { readonly [K in keyof F]: Checked<F[K]> };
  };
}

/** Values by name. */
export function mapOf<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, path) =>
    Object.fromEntries(
      [...entriesOf(value, path)].map(([key, one]) => [
        shownText(key, longestName),
        check(one, `${path}.${shownText(key, longestName)}`),
      ]),
    );
}

/** An object's own entries, so that no name such as `__proto__` means anything. */
function entriesOf(value: unknown, path: string): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CheckError(path === "" ? "the file" : path, "an object", value);
  }
  return new Map(Object.entries(value));
}
