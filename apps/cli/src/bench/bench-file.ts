// bench.json: raw samples with everything that says under which conditions they were taken.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CliError } from "../cli-error.ts";

/** The format's name and version. */
export const BENCH_FORMAT = "pleura-bench/1";

/** Name of the file in a results folder. */
export const BENCH_FILE = "bench.json";

const times = z.array(z.number().positive());

/** See `SessionSamples`: arrays side by side, one entry per sample. */
const session = z
  .object({
    runs: z.int().min(1),
    round: z.array(z.int().min(0)),
    ms: times,
    fmaMs: times,
    copyMs: times,
    unrest: z.array(z.number().min(0)),
  })
  .refine(
    ({ round, ms, fmaMs, copyMs, unrest }) =>
      [ms, fmaMs, copyMs, unrest].every(({ length }) => length === round.length),
    { error: "its lists differ in length" },
  );

const row = z.object({
  /** Key of the row. */
  title: z.string(),
  /** One entry per session, oldest first. */
  sessions: z.array(session),
});

const benchFile = z.object({
  format: z.literal(BENCH_FORMAT),
  /** Which clock the samples are of: `gpu` timestamps, or the host's `wall` clock. */
  clock: z.enum(["gpu", "wall"]),
  adapter: z.looseObject({
    vendor: z.string(),
    architecture: z.string(),
    description: z.string(),
  }),
  versions: z.looseObject({ platform: z.string() }),
  gitHash: z.string().optional(),
  rows: z.array(row),
});

/** What `compare` reads of a bench.json; the file holds more for people. */
export type BenchFile = z.output<typeof benchFile>;

/** The samples of one session of a row. */
export type BenchSession = z.output<typeof session>;

/** The file that a path means: itself, or the bench.json in a folder. */
export function benchFilePath(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, BENCH_FILE) : path;
}

/**
 * Reads a bench.json, or the one in a folder.
 *
 * @throws {CliError} tag `data` when it cannot be read or is damaged, `usage` when it is of another format
 */
export function readBenchFile(path: string): BenchFile {
  const file = benchFilePath(path);
  if (!existsSync(file)) {
    throw new CliError(
      "data",
      `compare "${path}": it must be a ${BENCH_FILE} or a folder with one, but there is none. Make it with pleura bench --out.`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new CliError(
      "data",
      `compare "${file}": the file must be JSON, but it is not readable as such. Measure again.`,
      cause,
    );
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (format !== BENCH_FORMAT) {
    throw new CliError(
      "usage",
      `compare "${file}": the format must be "${BENCH_FORMAT}", but it is ${JSON.stringify(format) ?? "not stated"}. Measure with this version of pleura bench.`,
    );
  }
  const result = benchFile.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CliError(
    "data",
    `compare "${file}": every part of a ${BENCH_FILE} must be there, but "${issue?.path.join(".")}" is not as it must be (${issue?.message}). Measure again.`,
  );
}
