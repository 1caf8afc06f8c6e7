// The tuning table on disk: one JSON file per adapter in the cache folder.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AdapterFacts, TuningTable } from "@pleura/engine";
import { z } from "zod";
import { toJson } from "../output.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { cacheFolder } from "./cache-folder.ts";

/** Raised when the file's meaning changes, so that older files count as damaged. */
const FORMAT = 1;

/** Largest file that is read: a table has about 1 KB per entry, and a network some hundred entries. */
const maxBytes = 16 * 2 ** 20;

const milliseconds = z.number().positive();

const entry = z.object({
  question: z.string(),
  kernels: z.string(),
  chosen: z.string(),
  op: z.string(),
  shape: z.string(),
  builtIn: z.string(),
  ms: milliseconds,
  builtInMs: milliseconds.optional(),
  measured: z.array(z.object({ name: z.string(), ms: milliseconds.optional() })),
  rejected: z.array(z.object({ name: z.string(), reason: z.string() })),
});

const schema = z.object({
  format: z.literal(FORMAT),
  adapter: z.record(z.string(), z.unknown()),
  entries: z.array(entry),
});

/** What reading found: a table, or why there is none. */
export type FoundTuning =
  | { readonly table: TuningTable }
  | { readonly problem: string }
  | { readonly isAbsent: true };

/** The hash of kernel texts in tuning tables: half a SHA-256, which is far more than accidents need. */
export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/**
 * The file of an adapter's table. Its name is a hash of all the adapter's facts: vendor, architecture, features and
 * limits, and a description in which drivers name themselves and their version.
 */
export function tuningPath(adapter: AdapterFacts): string {
  return join(cacheFolder(), "tuning", `${hashText(toJson(adapter)).slice(0, 16)}.json`);
}

/** Reads an adapter's table. Nothing that stands in the file is an error: at worst it is ignored. */
export function readTuning(adapter: AdapterFacts): FoundTuning {
  const path = tuningPath(adapter);
  if (!existsSync(path)) return { isAbsent: true };
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    return { problem: `"${path}" cannot be read (${(cause as NodeJS.ErrnoException).code})` };
  }
  if (bytes.length > maxBytes) return { problem: `"${path}" is larger than 16 MiB` };
  const parsed = schema.safeParse(parseJson(bytes.toString()));
  if (!parsed.success) return { problem: `"${path}" is damaged` };
  const { adapter: writer, entries } = parsed.data;
  // What JSON leaves out, such as an undefined subgroup size, does not count.
  if (toJson(writer) !== toJson(JSON.parse(toJson(adapter)))) {
    return { problem: `"${path}" is of another adapter or driver` };
  }
  return { table: entries };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Writes an adapter's table; entries that were there and are not measured anew stay.
 *
 * @throws {CliError} tag `output` when the cache folder cannot be written
 */
export function writeTuning(adapter: AdapterFacts, table: TuningTable): void {
  const before = readTuning(adapter);
  const entries = new Map(
    [...("table" in before ? before.table : []), ...table].map((one) => [one.question, one]),
  );
  makeFolder(join(cacheFolder(), "tuning"));
  const content = { format: FORMAT, adapter, entries: [...entries.values()] };
  writeAtomic(tuningPath(adapter), `${toJson(content, 1)}\n`, "output");
}
