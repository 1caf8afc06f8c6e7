// Turns a schema's complaint into the house sentence: place, key, what must hold, what was given.
import { z } from "zod";
import { suggest } from "./suggest.ts";

/** Where a setting was given. */
export interface Origin {
  /** Such as `config "a.yaml" line 3` or `--batch`. */
  readonly what: string;
  /** True when `what` names the setting itself. */
  readonly isFlag: boolean;
  /** The value as it was typed, when it is one scalar or flag. */
  readonly text?: string | undefined;
}

/** The sentence for an issue. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  merged: unknown,
  origins: ReadonlyMap<string, Origin>,
): string {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const known = keysAt(schema, path);
    const near = suggest(key, known);
    const place = placeOf([...path, key], origins);
    const full = [...path, key].join(".");
    const advice =
      near === undefined
        ? `Known keys: ${known.join(", ")}.`
        : `Did you mean "${[...path, near].join(".")}"?`;
    return `${place}: every key must be known, but "${full}" is not. ${advice}`;
  }
  const origin = placeOf(path, origins);
  let value = merged;
  const written: string[] = [];
  for (const step of path) {
    // Where a text with commas stands for a list, one of its items is wrong.
    if (typeof value === "string") value = value.split(",")[Number(step)]?.trim();
    else {
      value = (value as Record<string, unknown>)?.[step];
      written.push(step);
    }
  }
  const key = written.join(".");
  const name = origins.get(key)?.isFlag ? "" : `"${key}" `;
  if (value === undefined) {
    return `settings: "${key}" must be given, but it is missing. Add --${kebab(key)} or the key "${key}".`;
  }
  const isEndless = typeof value === "number" && !Number.isFinite(value);
  const rule = isEndless ? "a finite number" : ruleOf(issue);
  // JSON has no infinities, and a number of many digits is another one once it is read.
  const text = typeof value === "number" ? origins.get(key)?.text : undefined;
  const given = text ?? (isEndless ? String(value) : JSON.stringify(value));
  return `${origin}: ${name}${name === "" ? "the value " : ""}must be ${rule}, but it is ${given}. Correct it.`;
}

function placeOf(path: readonly string[], origins: ReadonlyMap<string, Origin>): string {
  for (let length = path.length; length > 0; length -= 1) {
    const origin = origins.get(path.slice(0, length).join("."));
    if (origin !== undefined) return origin.what;
  }
  return "settings";
}

function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return `one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      if (issue.origin === "array" && issue.exact) return `a list of ${issue.minimum}`;
      return issue.origin === "string" || issue.origin === "array"
        ? "not empty"
        : `${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
    case "too_big":
      if (issue.origin === "array" && issue.exact) return `a list of ${issue.maximum}`;
      return `${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: 'a group of "key: value" lines',
};

/** The keys an object schema knows at a path. */
export function keysAt(schema: z.ZodType, path: readonly string[]): string[] {
  return Object.keys(shapeOf(schemaAt(schema, path)) ?? {});
}

/** True for a setting that can only be text, however much it looks like a number. */
export function isTextAt(schema: z.ZodType, path: readonly string[]): boolean {
  let node = schemaAt(schema, path);
  while (node instanceof z.ZodOptional || node instanceof z.ZodNullable) {
    node = node.unwrap() as z.ZodType;
  }
  return node instanceof z.ZodString || node instanceof z.ZodEnum;
}

function schemaAt(schema: z.ZodType, path: readonly string[]): z.ZodType | undefined {
  let node: z.ZodType | undefined = schema;
  for (const key of path) {
    const shape = shapeOf(node);
    node = shape !== undefined && Object.hasOwn(shape, key) ? shape[key] : undefined;
  }
  return node;
}

function shapeOf(schema: z.ZodType | undefined): Record<string, z.ZodType> | undefined {
  if (schema instanceof z.ZodObject) return schema.shape as Record<string, z.ZodType>;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return shapeOf(schema.unwrap() as z.ZodType);
  }
  return undefined;
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
