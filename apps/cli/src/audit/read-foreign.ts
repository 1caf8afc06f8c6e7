// Reads the foreign images that `--foreign name=path` gives: a folder, a manifest, or one image file.
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { prepareImage } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { decodeFile, refusalOf } from "../node/decode-file.ts";
import type { Preparation } from "../node/prepared-images.ts";
import { mapInParallel } from "../node/run-in-parallel.ts";
import { oneLine } from "../output.ts";
import type { StopRequest } from "../signals/stop-request.ts";

/** Where images of one kind lie. */
export interface ForeignSource {
  readonly name: string;
  readonly paths: readonly string[];
}

/** Images of one kind, prepared. */
export interface ForeignImages {
  readonly name: string;
  readonly files: readonly string[];
  /** Values `[size, size]` of each file. */
  readonly images: readonly Float32Array[];
  /** Files that could not be read, with the reason. */
  readonly unreadable: readonly { readonly file: string; readonly message: string }[];
}

/**
 * Groups `name=path` texts by name, in their order.
 *
 * @throws {CliError} tag `usage` for a text of another form
 */
export function parseForeign(texts: readonly string[]): ForeignSource[] {
  const sources = new Map<string, string[]>();
  for (const text of texts) {
    const equals = text.indexOf("=");
    const [name, path] = [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
    if (equals < 1 || !/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(name) || path === "") {
      throw new CliError(
        "usage",
        `--foreign: it must be name=path, but it is "${oneLine(text)}". Give for example --foreign lateral=films/lateral.`,
      );
    }
    sources.set(name, [...(sources.get(name) ?? []), path]);
  }
  return [...sources].map(([name, paths]) => ({ name, paths }));
}

/**
 * Reads and prepares the images of a kind; unreadable ones are told, not hidden.
 *
 * @throws {CliError} tag `data` when a path does not exist or no image can be read
 */
export async function readForeign(
  { name, paths }: ForeignSource,
  { size, fit }: Preparation,
  stop: StopRequest,
): Promise<ForeignImages> {
  const files = paths.flatMap((path) => filesOf(name, path));
  const images: (Float32Array | undefined)[] = [];
  const problems: (string | undefined)[] = [];
  await mapInParallel(files, 4, async (file, index) => {
    if (stop.exitCode !== undefined) return;
    try {
      images[index] = prepareImage(await decodeFile(file), { size, fit }).data;
    } catch (error) {
      problems[index] = refusalOf(error).message;
    }
  });
  stop.check();
  const found = files.flatMap((file, index) => {
    const image = images[index];
    return image === undefined ? [] : [{ file, image }];
  });
  if (found.length === 0) {
    throw new CliError(
      "data",
      `--foreign ${name}: at least one image must be readable, but none of the ${files.length} is${problems[0] === undefined ? "" : ` (${oneLine(problems[0])})`}. Give other files.`,
    );
  }
  return {
    name,
    files: found.map(({ file }) => file),
    images: found.map(({ image }) => image),
    unreadable: files.flatMap((file, index) => {
      const message = problems[index];
      return message === undefined ? [] : [{ file, message }];
    }),
  };
}

/** Files of a path: a data set's or another folder's, sorted; those of a manifest; or the path itself. */
function filesOf(name: string, path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new CliError(
      "data",
      `--foreign ${name}: "${path}" must be a folder, a manifest or an image, but it does not exist. Check the path.`,
    );
  }
  if (!stats.isDirectory()) {
    if (!/\.csv$/i.test(basename(path))) return [path];
    return rowsOf(dirname(path), path);
  }
  const hasManifest = statSync(join(path, "manifest.csv"), { throwIfNoEntry: false })?.isFile();
  if (hasManifest) return rowsOf(path);
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(path, entry.name))
    .sort();
}

function rowsOf(folder: string, manifest?: string): string[] {
  return openDataset(folder, manifest).rows.map(({ file }) => join(folder, file));
}
