// What a visitor waits for: the scripts and styles that the built page asks for before it shows itself.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { buildViewer, viewerFolder } from "./viewer-build.ts";

/** The page's promise, bytes after gzip. */
const MOST = 150_000;

beforeAll(buildViewer);

const read = (name: string) => readFileSync(join(viewerFolder, name), "utf8");

/** A script and all that it imports at once; what it imports later is left out. */
function importedAtOnce(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const imports = read(entry).matchAll(
    /(?:^|[;}\n])(?:import|export)\s*(?:[\w*{][^"';]*?from\s*)?"\.\/([^"]+)"/g,
  );
  for (const [, name] of imports) importedAtOnce(String(name), seen);
  return seen;
}

test("the initial script is at most 150 kB gzipped, and the build says the same", () => {
  const names = [...importedAtOnce("main.js")];
  const bytes = names.map((name) => gzipSync(read(name)).length).reduce((a, b) => a + b);
  const said = JSON.parse(read("build-sizes.json")) as { initialGzipBytes: number };

  expect(names.length).toBeGreaterThan(1);
  expect(bytes).toBeLessThanOrEqual(MOST);
  expect(said.initialGzipBytes).toBe(bytes);
});

test("codecs, charts and the other rooms are no part of it", () => {
  const sources = [...importedAtOnce("main.js")].flatMap(
    (name) => (JSON.parse(read(`${name}.map`)) as { sources: string[] }).sources,
  );
  const heavy =
    /node_modules\/(@cornerstonejs|jpeg-lossless-decoder-js|dicom-parser|uplot)\/|(run|kernels)-room\.tsx$|packages\/(engine|kernels)\/.*(?<!error)\.ts$/;

  expect(sources.some((source) => source.includes("explain-room"))).toBe(true);
  // `@pleura/kernels` and `@pleura/engine` are the workers' business.
  expect(sources.filter((source) => heavy.test(source))).toEqual([]);
});

test("no file of the folder names another host for code, styles or pictures", () => {
  const files = readdirSync(viewerFolder).filter((name) => /\.(html|css|js)$/.test(name));
  const foreign = files.flatMap((name) =>
    [
      ...read(name).matchAll(
        /(?:src|href)=["']?(?:https?:)?\/\/[^"'\s>]+|url\(["']?https?:[^)]+\)|import\(["'`]https?:/g,
      ),
    ].map(([text]) => `${name}: ${text}`),
  );

  expect(foreign).toEqual([]);
});
