// The built page: where it is, its security headers, and what its files are.
import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CliError } from "../cli-error.ts";

/** A page that was built. */
export interface Page {
  readonly folder: string;
  /** Headers of every answer, security headers first of all. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Where the build puts the page, seen from the bundled program in apps/cli/dist. */
export const BUILT_PAGE = fileURLToPath(new URL("../../viewer/dist", import.meta.url));

/** The build writes the page's security headers here, so that they stand in one place only. */
const HEADERS = "_headers";

/**
 * Opens the built page.
 *
 * @throws {CliError} tag `usage` when it was not built
 */
export function openPage(folder: string): Page {
  for (const name of ["index.html", HEADERS]) {
    const path = join(folder, name);
    if (existsSync(path)) continue;
    throw new CliError(
      "usage",
      `view: the page must be built first, but "${path}" is missing. Run npm run build in the repository.`,
    );
  }
  return { folder, headers: parseHeaders(readFileSync(join(folder, HEADERS), "utf8")) };
}

/** `Name: value` lines, indented below a line that says for which paths. */
export function parseHeaders(text: string): Record<string, string> {
  const lines = text.split("\n").flatMap((line) => {
    const found = /^\s+([A-Za-z-]+):\s*(.+?)\s*$/.exec(line);
    return found === null ? [] : [[found[1] as string, found[2] as string] as const];
  });
  return Object.fromEntries(lines);
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".csv": "text/plain; charset=utf-8",
  ".jsonl": "text/plain; charset=utf-8",
  ".md": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
};

/** Media type of a file by its name. */
export function mediaType(name: string): string {
  return TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";
}

/** Where the page learns that it is served with a run: this element's content, empty in the static build. */
const RUN_ELEMENT = '<meta name="pleura-run" content="">';

/** The page's first file with the address of the run in it. */
export function pageWithRun(html: string, address: string): string {
  return html.replace(RUN_ELEMENT, `<meta name="pleura-run" content="${address}">`);
}
