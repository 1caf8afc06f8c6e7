// Imports an opened source into a data set folder: looks at each file, places it, writes its row.
import { join } from "node:path";
import { isSkipped, MANIFEST_COLUMNS } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { mapInParallel } from "../node/run-in-parallel.ts";
import { toJson } from "../output.ts";
import { makeFolder, sweepTemporaries, writeAtomic } from "../run-folder/write-atomic.ts";
import { gatherRows, IMPORT_COLUMN, type PendingRows, writeBlock } from "./block-file.ts";
import { type EarlierRows, readEarlierRows } from "./earlier-rows.ts";
import { createCounts, type ImportSummary } from "./import-counts.ts";
import { type ImportRecord, readImportRecord } from "./import-record.ts";
import type { OpenedSource } from "./opened-source.ts";
import { createTaker, type ImportRequest, planEntry, rowOf } from "./take-image.ts";

/** Watches an import. */
export interface ImportHooks {
  onImages(done: number): void;
  /** @throws when somebody asked to stop */
  check(): void;
}

/** Columns that every import writes after the house's. */
const COMMON_COLUMNS = ["original_path", IMPORT_COLUMN];
const SKIPPED_COLUMNS = [IMPORT_COLUMN, "file", "reason", "detail"];

/** Images whose files are looked at between two looks at the clock and the signals. */
const BATCH = 64;
/** Files at a time: a disk answers several questions as fast as one. */
const AT_ONCE = 8;

/**
 * Runs the import. Nothing but images is written before the last one is placed, so an interrupted
 * import leaves no half manifest, and the next one finds its images in place.
 *
 * @throws {CliError} tag `data` when no image can be imported, `output` when writing fails
 */
export async function importDataset(
  request: ImportRequest,
  opened: OpenedSource,
  hooks: ImportHooks,
): Promise<ImportSummary> {
  const { out, as } = request;
  makeFolder(out);
  sweepTemporaries(out);
  const record = readImportRecord(out);
  refuseOtherRoot(request, record);
  const manifest = join(out, "manifest.csv");
  const columns = [...new Set([...MANIFEST_COLUMNS, ...opened.columns, ...COMMON_COLUMNS])];
  const earlier = await readEarlierRows(manifest, as, columns);
  const rows = gatherRows(out, "manifest");
  const skipped = gatherRows(out, "skipped");
  try {
    const summary = await takeAll(request, opened, { hooks, earlier, rows, skipped });
    await Promise.all([rows.end(), skipped.end()]);
    const options = { escapeFormulas: true };
    const skippedPath = join(out, "skipped.csv");
    await writeBlock({
      path: skippedPath,
      columns: SKIPPED_COLUMNS,
      owner: as,
      rows: skipped,
      options,
    });
    if (summary.images === 0) refuseEmpty(request, summary, skippedPath);
    await writeBlock({ path: manifest, columns, owner: as, rows });
    const { source, root, settings } = request;
    const entry = { source, root: root.real, settings, ...summary };
    const imports = { ...record.imports, [as]: entry };
    writeAtomic(join(out, "import.json"), `${toJson({ imports }, 2)}\n`, "output");
    return summary;
  } finally {
    await Promise.all([rows.discard(), skipped.discard()]);
  }
}

interface Taking {
  readonly hooks: ImportHooks;
  readonly earlier: EarlierRows;
  readonly rows: PendingRows;
  readonly skipped: PendingRows;
}

async function takeAll(
  request: ImportRequest,
  opened: OpenedSource,
  { hooks, earlier, rows, skipped }: Taking,
): Promise<ImportSummary> {
  const counts = createCounts();
  const take = createTaker(request, earlier);
  const named = new Set<string>();
  let done = 0;
  for await (const batch of batches(opened.entries())) {
    hooks.check();
    const planned = batch.map((entry) => planEntry(entry, request.folder, named));
    for (const answer of await mapInParallel(planned, AT_ONCE, take)) {
      if (isSkipped(answer)) {
        const { name, reason, detail } = answer;
        counts.skip(answer);
        await skipped.add({ [IMPORT_COLUMN]: request.as, file: name, reason, detail });
      } else {
        counts.add(answer);
        await rows.add(rowOf(request.as, answer, earlier));
      }
    }
    done += batch.length;
    hooks.onImages(done);
  }
  return counts.result(opened.notes);
}

async function* batches<T>(entries: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const entry of entries) {
    batch.push(entry);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function refuseOtherRoot({ as, root, out, mayReplace }: ImportRequest, record: ImportRecord): void {
  const earlier = record.imports[as]?.root;
  if (mayReplace || earlier === undefined || earlier === root.real) return;
  throw new CliError(
    "usage",
    `import "${root.path}": the import "${as}" of "${out}" must come from one folder, but it came from "${earlier}". Give --as NAME to add this one, or --replace to take its place.`,
  );
}

function refuseEmpty(
  { root, source }: ImportRequest,
  summary: ImportSummary,
  skippedPath: string,
): never {
  const reasons = Object.entries(summary.skipped).map(([reason, count]) => `${count} ${reason}`);
  const given = reasons.length === 0 ? "there are no images" : reasons.join(", ");
  const isNaming = source === "folder" && summary.skipped["unknown-label"] !== undefined;
  const advice = isNaming ? ", or say what the folders mean: --set labels.NAME=normal" : "";
  throw new CliError(
    "data",
    `import "${root.path}": at least one image must be good, but there is none: ${given}. See "${skippedPath}"${advice}.`,
  );
}
