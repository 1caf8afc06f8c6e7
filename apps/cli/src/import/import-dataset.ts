// Imports an opened source into a data set folder: looks at each file, places it, writes its row.
import { dirname, join } from "node:path";
import {
  isSkipped,
  MANIFEST_COLUMNS,
  type SkippedImage,
  type SkipReason,
  type SourceImage,
} from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { refusalOf } from "../node/decode-file.ts";
import { mapInParallel } from "../node/run-in-parallel.ts";
import { toJson } from "../output.ts";
import { makeFolder, sweepTemporaries, writeAtomic } from "../run-folder/write-atomic.ts";
import {
  gatherRows,
  IMPORT_COLUMN,
  type PendingRows,
  readBlockFile,
  writeBlock,
} from "./block-file.ts";
import { type ImportRecord, readImportRecord } from "./import-record.ts";
import { inspectImage } from "./inspect-image.ts";
import type { FoundImage, OpenedSource } from "./opened-source.ts";
import { outputPath } from "./output-path.ts";
import { type Placing, placeImage } from "./place-image.ts";
import { createResolver, type SourceRoot } from "./source-root.ts";

/** What is imported, and how. */
export interface ImportRequest {
  /** Name of the importer, such as `nih`. */
  readonly source: string;
  /** Name of this import: owner of its rows, and source of its images. */
  readonly as: string;
  /** Folder of the images in the data set; empty to keep their paths. */
  readonly folder: string;
  readonly root: SourceRoot;
  readonly out: string;
  readonly placing: Placing;
  /** True to decode every image, not only those that look odd. */
  readonly isDecoded: boolean;
  /** Views to keep, compared in lower case; undefined for all. */
  readonly views: ReadonlySet<string> | undefined;
  /** True when the import of this name may come from another root now. */
  readonly mayReplace: boolean;
  /** Settings that decide what is imported, for the record. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What was imported. */
export interface ImportSummary {
  readonly images: number;
  readonly patients: number;
  /** Images by label, the unlabelled under "". */
  readonly labels: Readonly<Record<string, number>>;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Findings that no rule knows, with the number of their images, which stay unlabelled. */
  readonly unknownWords: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

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
/** Findings that are told one by one. */
const MOST_WORDS = 100;

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
  const earlier = await readEarlier(manifest, as);
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
    const columns = [...new Set([...MANIFEST_COLUMNS, ...opened.columns, ...COMMON_COLUMNS])];
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
  readonly earlier: Earlier;
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
  return { ...counts.result(), notes: opened.notes };
}

/** An image with the place that it gets in the data set. */
interface PlannedImage extends FoundImage {
  readonly file: string;
}

/** Names the image's place; a second image for the same one is left out. */
function planEntry(
  entry: FoundImage | SkippedImage,
  folder: string,
  named: Set<string>,
): PlannedImage | SkippedImage {
  if (isSkipped(entry)) return entry;
  const file = outputPath(folder, entry.path);
  if (named.has(file)) return { name: entry.image.name, reason: "duplicate-row", detail: "" };
  named.add(file);
  return { ...entry, file };
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

/** An image that lies in the data set. */
interface TakenImage extends PlannedImage {
  readonly lungMaskFile?: string;
}

/** Looks at one image after another and places the good ones. */
function createTaker(
  request: ImportRequest,
  earlier: Earlier,
): (entry: PlannedImage | SkippedImage) => Promise<TakenImage | SkippedImage> {
  const { root, out, folder, placing, isDecoded, views } = request;
  const resolve = createResolver(root);
  const folders = new Set<string>();
  const place = async (path: string, real: string, below: string): Promise<string> => {
    const file = outputPath(below, path);
    const target = dirname(join(out, file));
    if (!folders.has(target)) {
      makeFolder(target);
      sweepTemporaries(target);
      folders.add(target);
    }
    await placeImage(real, join(out, file), placing, earlier.own.has(file));
    return file;
  };
  return async (entry) => {
    if (isSkipped(entry)) return entry;
    const { image, path, file, lungMask } = entry;
    const skip = (reason: SkipReason, detail: string): SkippedImage => ({
      name: image.name,
      reason,
      detail,
    });
    if (views !== undefined && image.view !== "" && !hasView(views, image)) {
      return skip("view", image.view);
    }
    if (earlier.others.has(file)) return skip("name-taken", "give --as NAME");
    const found = await resolve(path);
    if (!("real" in found)) return skip(found.reason, found.detail);
    let seen = image;
    try {
      const { view = "" } = await inspectImage(found.real, path, isDecoded);
      if (image.view === "") seen = { ...image, view };
    } catch (error) {
      const { reason, message } = refusalOf(error);
      if (reason === "wrong-modality") return skip("not-x-ray", message);
      return skip("unreadable", `${reason}: ${message}`);
    }
    if (views !== undefined && !hasView(views, seen)) return skip("view", seen.view || "unknown");
    await place(path, found.real, folder);
    const mask = lungMask === undefined ? undefined : await resolve(lungMask);
    if (mask === undefined || lungMask === undefined || !("real" in mask)) {
      return { image: seen, path, file };
    }
    const lungMaskFile = await place(lungMask, mask.real, folder.replace(/^images/, "masks"));
    return { image: seen, path, file, lungMaskFile };
  };
}

function hasView(views: ReadonlySet<string>, { view }: SourceImage): boolean {
  return views.has(view.toLowerCase());
}

function rowOf(as: string, taken: TakenImage, earlier: Earlier): Record<string, string> {
  const { image, path, file, lungMaskFile } = taken;
  const { patient, label, view, license, extra } = image;
  return {
    file,
    source: image.source ?? as,
    patient,
    label,
    view,
    // A split that was frozen meanwhile stays: the import may be run again.
    split: image.split || (earlier.own.get(file) ?? ""),
    license,
    original_path: path,
    ...extra,
    ...(lungMaskFile === undefined ? {} : { lung_mask: lungMaskFile }),
    [IMPORT_COLUMN]: as,
  };
}

interface Counts {
  add(taken: TakenImage): void;
  skip(skipped: SkippedImage): void;
  result(): Omit<ImportSummary, "notes">;
}

function createCounts(): Counts {
  const labels: Record<string, number> = {};
  const skipped: Partial<Record<SkipReason, number>> = {};
  const words = new Map<string, number>();
  const patients = new Set<string>();
  let images = 0;
  return {
    add({ image, file }) {
      const { label, patient, source = "", unknownWord } = image;
      images += 1;
      labels[label] = (labels[label] ?? 0) + 1;
      patients.add(patient === "" ? `file ${file}` : `${source} ${patient}`);
      if (unknownWord === undefined) return;
      const word = words.has(unknownWord) || words.size < MOST_WORDS ? unknownWord : "other words";
      words.set(word, (words.get(word) ?? 0) + 1);
    },
    skip({ reason }) {
      skipped[reason] = (skipped[reason] ?? 0) + 1;
    },
    result: () => ({
      images,
      patients: patients.size,
      labels,
      skipped,
      unknownWords: Object.fromEntries(words),
    }),
  };
}

/** What the manifest held before. */
interface Earlier {
  /** Split by file of this import's rows. */
  readonly own: ReadonlyMap<string, string>;
  /** Files of all other rows. */
  readonly others: ReadonlySet<string>;
}

async function readEarlier(manifest: string, as: string): Promise<Earlier> {
  const own = new Map<string, string>();
  const others = new Set<string>();
  for await (const { cells } of readBlockFile(manifest)) {
    const { file = "", split = "", [IMPORT_COLUMN]: owner } = cells;
    if (owner === as) own.set(file, split);
    else others.add(file);
  }
  return { own, others };
}

function refuseOtherRoot({ as, root, out, mayReplace }: ImportRequest, record: ImportRecord): void {
  const earlier = record.imports[as]?.root;
  if (mayReplace || earlier === undefined || earlier === root.real) return;
  throw new CliError(
    "usage",
    `import "${root.path}": the import "${as}" of "${out}" must come from one folder, but it came from "${earlier}". Give --as NAME to add this one, or --replace to take its place.`,
  );
}

function refuseEmpty({ root }: ImportRequest, summary: ImportSummary, skippedPath: string): never {
  const reasons = Object.entries(summary.skipped).map(([reason, count]) => `${count} ${reason}`);
  const given = reasons.length === 0 ? "there are no images" : reasons.join(", ");
  throw new CliError(
    "data",
    `import "${root.path}": at least one image must be good, but there is none: ${given}. See "${skippedPath}".`,
  );
}
