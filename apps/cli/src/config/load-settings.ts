// Merges a command's settings: defaults, then the YAML file, then --set, then flags; and checks them strictly.
import { readFileSync } from "node:fs";
import { isMap, LineCounter, parseDocument, parse as parseYaml } from "yaml";
import type { z } from "zod";
import { CliError } from "../cli-error.ts";
import { describeIssue, isTextAt, type Origin } from "./describe-issue.ts";

/** The YAML package must not write its own warnings to stderr. */
const QUIET = { logLevel: "error" } as const;

/** A group of settings. */
export type SettingsTree = { [key: string]: unknown };

/** Where settings come from. */
export interface SettingsSources {
  /** Flags by setting name; undefined ones are not given. A text is read as YAML unless its setting is text. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly configFile?: string | undefined;
  /** `key.path=value` texts. */
  readonly sets: readonly string[];
  /** Defaults that may depend on what was given, such as the preset's. */
  defaults(given: SettingsTree): SettingsTree;
}

/**
 * The merged settings.
 *
 * @throws {CliError} tag `config` naming the key, the place and a near name for a misspelt key
 */
export function loadSettings<S extends z.ZodType>(
  schema: S,
  sources: SettingsSources,
): z.output<S> {
  const origins = new Map<string, Origin>();
  const given: SettingsTree = {};
  if (sources.configFile !== undefined) readConfigFile(sources.configFile, given, origins);
  for (const set of sources.sets) applySet(set, schema, given, origins);
  for (const [key, value] of Object.entries(sources.flags)) {
    if (value === undefined) continue;
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const text = typeof value === "string" ? value : undefined;
    const origin = { what: flag, isFlag: true, text };
    const path = key.split(".");
    put(given, path, isTextAt(schema, path) ? value : readScalar(value, flag), origin, origins);
  }
  const merged = merge(sources.defaults(given), given);
  const result = schema.safeParse(merged);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CliError("config", describeIssue(issue as z.core.$ZodIssue, schema, merged, origins));
}

function readConfigFile(path: string, given: SettingsTree, origins: Map<string, Origin>): void {
  const name = `config "${path}"`;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CliError(
      "config",
      `${name}: the file must be readable, but reading it gave ${code ?? String(cause)}. Check the path.`,
      cause,
    );
  }
  const lines = new LineCounter();
  const options = { lineCounter: lines, uniqueKeys: true, ...QUIET };
  const document = parseDocument(text, options);
  // A warning, such as that of an unknown tag, means that a value is not what was written.
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    if (problem.code === "MULTIPLE_DOCS") {
      throw new CliError(
        "config",
        `${name} line ${line}: the file must hold one YAML document, but a second one begins there. Delete one of them.`,
      );
    }
    throw new CliError(
      "config",
      `${name} line ${line}: the file must be YAML, but ${problem.message.split("\n")[0]?.replace(/ at line.*$/, "")}. Correct that line.`,
    );
  }
  if (document.contents === null) return;
  if (!isMap(document.contents)) {
    throw new CliError(
      "config",
      `${name} line 1: the file must hold "key: value" lines, but it holds something else. Write for example seed: 1.`,
    );
  }
  const tree = toTree(document, name) as SettingsTree;
  const mark = (node: unknown, path: readonly string[]): void => {
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      const { range } = key as { range?: readonly number[] };
      const keyPath = [...path, String((key as { value?: unknown }).value)];
      const { line } = lines.linePos(range?.[0] ?? 0);
      const { source } = (value ?? {}) as { source?: string };
      origins.set(keyPath.join("."), {
        what: `${name} line ${line}`,
        isFlag: false,
        text: source,
      });
      mark(value, keyPath);
    }
  };
  mark(document.contents, []);
  mergeInto(given, tree);
}

function toTree(document: ReturnType<typeof parseDocument>, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch (cause) {
    throw new CliError(
      "config",
      `${name}: the file must be plain YAML, but ${(cause as Error).message}. Remove its aliases.`,
      cause,
    );
  }
}

function applySet(
  set: string,
  schema: z.ZodType,
  given: SettingsTree,
  origins: Map<string, Origin>,
): void {
  const equals = set.indexOf("=");
  if (equals < 1) {
    throw new CliError(
      "config",
      `--set: it must be key=value, but it is "${set}". Give for example --set unet.width=16.`,
    );
  }
  const path = set.slice(0, equals).trim().split(".");
  const what = `--set ${path.join(".")}`;
  const text = set.slice(equals + 1).trim();
  const isText = isTextAt(schema, path) && !/^["']/.test(text);
  const value = isText ? text : readScalar(text, what);
  put(given, path, value, { what, isFlag: false, text }, origins);
}

function put(
  tree: SettingsTree,
  path: readonly string[],
  value: unknown,
  origin: Origin,
  origins: Map<string, Origin>,
): void {
  const wrapped = path.reduceRight<unknown>((inner, key) => own(key, inner), value);
  mergeInto(tree, wrapped as SettingsTree);
  for (let length = 1; length <= path.length; length += 1) {
    origins.set(path.slice(0, length).join("."), origin);
  }
}

/** An object with one own key, also when it is named `__proto__`. */
function own(key: string, value: unknown): SettingsTree {
  return Object.fromEntries([[key, value]]);
}

function readScalar(value: unknown, what: string): unknown {
  if (typeof value !== "string") return value;
  try {
    return parseYaml(value, QUIET);
  } catch (cause) {
    throw new CliError(
      "config",
      `${what}: the value must be YAML, but it is "${value}". Quote it.`,
      cause,
    );
  }
}

/** Lays `over` upon `base` group by group; lists and scalars replace. */
export function merge(base: SettingsTree, over: SettingsTree): SettingsTree {
  const result = { ...base };
  mergeInto(result, over);
  return result;
}

function mergeInto(target: SettingsTree, over: SettingsTree): void {
  for (const [key, value] of Object.entries(over)) {
    const old = Object.hasOwn(target, key) ? target[key] : undefined;
    const merged = isGroup(old) && isGroup(value) ? merge(old, value) : value;
    Object.defineProperty(target, key, {
      value: merged,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}

function isGroup(value: unknown): value is SettingsTree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
