// Miniature copies of the sources' layouts, and what an import made of them.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { crc32, type ManifestRow, readCsv, requireManifest } from "@pleura/data";
import { type CliResult, runCli } from "./run-cli.ts";

/** Bytes of an 8×8 grey PNG; films of another shade differ. */
export function tinyPng(shade = 100): Buffer {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  // Width, height, 8 bits, grey, no interlacing (PNG, section 11.2.2).
  const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0]);
  const lines = Buffer.concat(
    Array.from({ length: 8 }, (_, y) => Buffer.from([0, y, shade, 1, 2, 3, 4, 5, 6])),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

/** Writes a film, making its folder. */
export function writeFilm(path: string, shade?: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, tinyPng(shade));
}

/** Writes files below a folder, making theirs. */
export function writeFiles(
  root: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** Runs an import. */
export function importInto(
  out: string,
  source: string,
  root: string,
  more: readonly string[] = [],
): Promise<CliResult> {
  return runCli(["data", "import", source, "--root", root, "--out", out, ...more]);
}

/** The data set's manifest, checked as every command checks it. */
export function manifestRows(out: string): ManifestRow[] {
  const table = readCsv(readFileSync(join(out, "manifest.csv")));
  return requireManifest(table.rows.map(({ cells }) => cells));
}

/** What was left out. */
export function skippedRows(out: string): Readonly<Record<string, string>>[] {
  return readCsv(readFileSync(join(out, "skipped.csv"))).rows.map(({ cells }) => cells);
}
