// What a data set's manifest held before an import into it.
import { IMPORT_COLUMN, readBlockFile } from "./block-file.ts";

/** What the manifest held before. */
export interface EarlierRows {
  /** By file of this import's rows: what other commands wrote into them, such as the split. */
  readonly own: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Files of all other rows. */
  readonly others: ReadonlySet<string>;
}

/**
 * Reads the manifest, if there is one.
 *
 * @param columns those that this import writes itself; it carries the others over
 */
export async function readEarlierRows(
  manifest: string,
  as: string,
  columns: readonly string[],
): Promise<EarlierRows> {
  const own = new Map<string, Readonly<Record<string, string>>>();
  const others = new Set<string>();
  const written = new Set(columns.filter((column) => column !== "split"));
  // Most rows share a few splits: one object for equal ones.
  const kept = new Map<string, Readonly<Record<string, string>>>();
  for await (const { cells } of readBlockFile(manifest)) {
    const { file = "", [IMPORT_COLUMN]: owner } = cells;
    if (owner === as) {
      const carried = Object.entries(cells).filter(([name, cell]) => !written.has(name) && cell);
      const key = JSON.stringify(carried);
      if (!kept.has(key)) kept.set(key, Object.fromEntries(carried));
      own.set(file, kept.get(key) ?? {});
    } else others.add(file);
  }
  return { own, others };
}
