// Opens the page with a model already there: those of the run that `pleura view` serves.
import type { AppContext } from "./app-context.ts";
import { fetchJson, servedFile } from "./read-served.ts";
import { modelKindOf, servedModels, trainedOnWords } from "./served-models.ts";
import { roomOfServed } from "./served-profiles.ts";

/** Checkpoints that are looked at: a study has hundreds, and its first ones do. */
const MOST_MODELS = 24;

/** Address of a served file: its path with what is special in addresses escaped, part by part. */
export function fileAddress(index: string, path: string): string {
  const parts = path.split("/").map(encodeURIComponent);
  return new URL(`files/${parts.join("/")}`, new URL(index, document.baseURI)).href;
}

/** The run.json beside a checkpoint; undefined when it cannot be read, which the Run room says. */
async function recordOf(index: string, record: string | undefined): Promise<unknown> {
  if (record === undefined) return undefined;
  try {
    return await fetchJson(fileAddress(index, record));
  } catch {
    return undefined;
  }
}

/** Paths of all files that are served. */
export async function servedPaths(index: string): Promise<readonly string[]> {
  const { files } = (await fetchJson(index)) as { readonly files: readonly { path: string }[] };
  return files.map(({ path }) => path);
}

/** Shows the room of what is served, where that has no model to try on films. */
export function openServedRoom({ app }: AppContext, paths: readonly string[]): void {
  const room = roomOfServed(paths);
  if (room !== undefined) app.dispatch({ type: "room-chosen", room });
}

/**
 * Loads the first classifier and the first restoration model of a served run.
 *
 * @param index address of the run's list of files
 * @param paths the files of that list
 * @returns false when the run had neither
 */
export async function openServedModels(
  context: AppContext,
  index: string,
  paths: readonly string[],
): Promise<boolean> {
  const found = servedModels(paths).slice(0, MOST_MODELS);
  const wanted = new Set(["classifier", "pretext"]);
  for (const { path, record } of found) {
    if (wanted.size === 0) break;
    const facts = await recordOf(index, record);
    const kind = modelKindOf(facts);
    if (kind !== undefined && !wanted.has(kind)) continue;
    const file = servedFile(fileAddress(index, path), path);
    const loaded = await context.loadModel(file, trainedOnWords(facts));
    if (loaded !== undefined) wanted.delete(loaded.kind);
  }
  return wanted.size < 2;
}
