// Collects the files of a drop, a paste or a picker, folders and all, within limits.
import { shownText } from "@pleura/data";
import type { OpenedFile } from "../app/opened-file.ts";

/** A file as it came, before anything of it was read. */
export interface IntakeFile extends OpenedFile {
  readonly size: number;
  /** Its first bytes. */
  readonly head: (length: number) => Promise<Uint8Array>;
}

/** What was collected. */
export interface Collected {
  readonly files: readonly IntakeFile[];
  /** Why there may be more than these; undefined when these are all. */
  readonly limit: string | undefined;
}

/** As many as the gallery holds without getting slow, and more than anyone looks through. */
export const MOST_FILES = 5000;

/** Deeper folders are a mistake, such as a whole disk. */
export const MOST_DEPTH = 8;

/** A film of 64 megapixels has 128 MB without compression, a model a few: nothing larger is read. */
const MOST_BYTES = 512_000_000;

/**
 * A file of a picker, a paste or a folder. Its size is asked for only when it is wanted: Chromium
 * looks at the disk for it, and 500 files at once would hold up the page.
 */
export function intakeFile(file: File, path = pathOf(file)): IntakeFile {
  return {
    name: path,
    get size() {
      return file.size;
    },
    async bytes() {
      if (file.size > MOST_BYTES) {
        throw new Error(
          `open "${shownText(path)}": a file may have at most ${MOST_BYTES} bytes, but it has ${file.size}. Give a smaller one.`,
        );
      }
      return new Uint8Array(await file.arrayBuffer());
    },
    head: async (length) => new Uint8Array(await file.slice(0, length).arrayBuffer()),
  };
}

/** With folders when it came from one. */
function pathOf({ webkitRelativePath, name }: File): string {
  return webkitRelativePath || name;
}

/** Names as people count: film 2 before film 10. */
const order = new Intl.Collator("en", { numeric: true });

/** Files of a list, such as a picker's; a folder's by name. */
export function collectList(list: Iterable<File>): Collected {
  const given = [...list];
  const isFolder = given.some(({ webkitRelativePath }) => webkitRelativePath);
  const all = isFolder ? given.sort((a, b) => order.compare(pathOf(a), pathOf(b))) : given;
  return {
    files: all.slice(0, MOST_FILES).map((file) => intakeFile(file)),
    limit: all.length > MOST_FILES ? countLimit() : undefined,
  };
}

/** What this page needs of the entries of a drop (File and Directory Entries API). */
export interface DroppedEntry {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly name: string;
  readonly fullPath: string;
  file?(resolve: (file: File) => void, reject: (error: unknown) => void): void;
  createReader?(): {
    readEntries(resolve: (entries: DroppedEntry[]) => void, reject: (error: unknown) => void): void;
  };
}

/**
 * Walks through dropped files and folders, in the order of their names, to {@link MOST_DEPTH} levels
 * and {@link MOST_FILES} files. What cannot be read is left out.
 */
export async function collectEntries(entries: readonly DroppedEntry[]): Promise<Collected> {
  const files: IntakeFile[] = [];
  let limit: string | undefined;
  const walk = async (entry: DroppedEntry, depth: number): Promise<void> => {
    if (files.length >= MOST_FILES) {
      limit = countLimit();
    } else if (entry.isFile) {
      const file = await fileOf(entry);
      if (file !== undefined) files.push(intakeFile(file, entry.fullPath.replace(/^\//, "")));
    } else if (depth >= MOST_DEPTH) {
      limit ??= `Folders are opened to ${MOST_DEPTH} levels; deeper ones were left out.`;
    } else {
      for (const inside of await entriesOf(entry)) await walk(inside, depth + 1);
    }
  };
  for (const entry of entries) await walk(entry, 0);
  return { files, limit };
}

function countLimit(): string {
  return `At most ${MOST_FILES} files are opened at once; the others were left out.`;
}

function fileOf(entry: DroppedEntry): Promise<File | undefined> {
  return new Promise((resolve) => {
    if (entry.file === undefined) resolve(undefined);
    else entry.file(resolve, () => resolve(undefined));
  });
}

/** All entries of a folder: the browser gives them by the hundred. */
async function entriesOf(folder: DroppedEntry): Promise<readonly DroppedEntry[]> {
  const reader = folder.createReader?.();
  if (reader === undefined) return [];
  const found: DroppedEntry[] = [];
  for (;;) {
    const some = await new Promise<DroppedEntry[]>((resolve) => {
      reader.readEntries(resolve, () => resolve([]));
    });
    if (some.length === 0) break;
    found.push(...some);
    if (found.length > 4 * MOST_FILES) break;
  }
  return found.sort((a, b) => order.compare(a.name, b.name));
}

/** What a drop or a paste holds; must be asked before the event has ended. */
export function collectTransfer(transfer: DataTransfer): Promise<Collected> {
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === "file" ? item.webkitGetAsEntry?.() : null;
    return entry ? [entry as unknown as DroppedEntry] : [];
  });
  // A pasted picture is a file without an entry.
  if (entries.length === 0) return Promise.resolve(collectList(transfer.files));
  return collectEntries(entries);
}
