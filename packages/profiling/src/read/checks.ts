// Checks of foreign JSON: each takes a value and gives it typed, or says what is wrong with it.
import { shownText } from "@pleura/data";

/** Takes a value. */
export type Check<T> = (value: unknown) => T;

/** What a checked value is. */
export type Checked<C> = C extends Check<infer T> ? T : never;

/** A value is not what it must be; the message names its place, such as `programs[0].name`. */
export class CheckError extends Error {
  readonly #fault: string;
  #path: string;

  constructor(path: string, must: string, value: unknown) {
    super();
    this.name = "CheckError";
    this.#fault = `must be ${must}, but ${seen(value)}`;
    this.#path = path;
    this.message = `"${path}" ${this.#fault}`;
  }

  /** Puts the place of what holds the value before its own: checks know only what they look at. */
  inside(outer: string): this {
    const joint = this.#path === "" || this.#path.startsWith("[") ? "" : ".";
    this.#path = `${outer}${joint}${this.#path}`;
    this.message = `"${this.#path}" ${this.#fault}`;
    return this;
  }
}

/** Longest text that an error quotes, and longest name that is kept: names of kernels have some 60 letters. */
const [longestQuote, longestName] = [40, 400];

function seen(value: unknown): string {
  if (value === undefined) return "it is missing";
  if (Array.isArray(value)) return `it is a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "it is an object";
  return `it is ${shownText(JSON.stringify(value), longestQuote)}`;
}

/** Names that were made harmless before: a profile says the same few thousand times. */
const known = new Map<string, string>();
const mostKnown = 10_000;

function harmless(given: string): string {
  const found = known.get(given);
  if (found !== undefined) return found;
  if (known.size >= mostKnown) known.clear();
  const shown = shownText(given, longestName);
  known.set(given, shown);
  return shown;
}

/** A name: one line without characters that control a screen or the direction of text. */
export const name: Check<string> = (value) => harmless(text(value));

/** Any text, as it is. */
export const text: Check<string> = (value) => {
  if (typeof value === "string") return value;
  throw new CheckError("", "a text", value);
};

/** A number that a picture is drawn with. */
export const finite: Check<number> = (value) => {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new CheckError("", "a number", value);
};

/** A number that is at least 0. */
export const positive: Check<number> = (value) => {
  const number = finite(value);
  if (number >= 0) return number;
  throw new CheckError("", "at least 0", value);
};

/** A number that may not be known: JSON writes NaN as null. */
export const statistic: Check<number> = (value) => (value === null ? Number.NaN : finite(value));

/** A whole number from 0. */
export const count: Check<number> = (value) => {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new CheckError("", "a whole number from 0", value);
};

/** True or false. */
export const flag: Check<boolean> = (value) => {
  if (typeof value === "boolean") return value;
  throw new CheckError("", "true or false", value);
};

/** One of some texts. */
export function oneOf<const T extends string>(...allowed: readonly T[]): Check<T> {
  return (value) => {
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    throw new CheckError("", allowed.map((one) => `"${one}"`).join(" or "), value);
  };
}

/** A value that may be missing, and what counts then. */
export function orElse<T, U>(check: Check<T>, otherwise: U): Check<T | U> {
  return (value) => (value === undefined ? otherwise : check(value));
}

/** A list of values. */
export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new CheckError("", "a list", value);
    const checked: T[] = [];
    try {
      for (const one of value) checked.push(check(one));
    } catch (error) {
      throw error instanceof CheckError ? error.inside(`[${checked.length}]`) : error;
    }
    return checked;
  };
}

/** Three whole numbers: a grid or a workgroup. */
export const triple: Check<readonly [number, number, number]> = (value) => {
  const numbers = listOf(count)(value);
  const [x, y, z] = numbers;
  if (x === undefined || y === undefined || z === undefined || numbers.length > 3) {
    throw new CheckError("", "a list of three numbers", value);
  }
  return [x, y, z];
};

type Fields = Readonly<Record<string, Check<unknown>>>;

/** An object with fields; others are left out. */
export function objectOf<F extends Fields>(
  fields: F,
): Check<{ readonly [K in keyof F]: Checked<F[K]> }> {
  const entries = Object.entries(fields);
  return (value) => {
    const given = record(value);
    const checked: Record<string, unknown> = {};
    let at = "";
    try {
      for (const [field, check] of entries) {
        at = field;
        checked[field] = check(Object.hasOwn(given, field) ? given[field] : undefined);
      }
    } catch (error) {
      throw error instanceof CheckError ? error.inside(at) : error;
    }
    return checked as { readonly [K in keyof F]: Checked<F[K]> };
  };
}

/** Values by name. */
export function mapOf<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value) => {
    const checked: [string, T][] = [];
    let at = "";
    try {
      for (const [key, one] of Object.entries(record(value))) {
        at = harmless(key);
        checked.push([at, check(one)]);
      }
    } catch (error) {
      throw error instanceof CheckError ? error.inside(at) : error;
    }
    // Defines own properties, so that no name such as `__proto__` means anything.
    return Object.fromEntries(checked);
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CheckError("", "an object", value);
  }
  return value as Readonly<Record<string, unknown>>;
}
