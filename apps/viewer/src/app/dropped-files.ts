// The files of what was dropped or picked: single ones, and all that lie in folders.
import type { OpenedFile } from "./opened-file.ts";

/** What was dropped. */
export interface DroppedFiles {
  readonly files: readonly OpenedFile[];
  /** False when a folder holds more than is taken. */
  readonly isComplete: boolean;
}

/** A data set of 10,000 films with masks and runs; more would be somebody's disk. */
const MOST_FILES = 40_000;

/** A file of the disk; its bytes are read when they are needed. */
export function openedFile(file: File, name = file.webkitRelativePath || file.name): OpenedFile {
  return {
    name,
    size: file.size,
    bytes: async () => new Uint8Array(await file.arrayBuffer()),
  };
}

/**
 * Collects what a drop holds. Must be called before the drop's event has ended: its items are gone afterwards.
 *
 * Hidden files are left out, such as those that desktops keep in every folder.
 */
export function droppedFiles(transfer: DataTransfer): Promise<DroppedFiles> {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry?.() ?? null)
    .filter((entry) => entry !== null);
  if (entries.length > 0) return filesBelow(entries);
  const files = [...transfer.files].map((file) => openedFile(file));
  return Promise.resolve({ files, isComplete: true });
}

async function filesBelow(entries: readonly FileSystemEntry[]): Promise<DroppedFiles> {
  const files: OpenedFile[] = [];
  const waiting = [...entries];
  for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory) {
      waiting.push(...(await children(entry as FileSystemDirectoryEntry)));
    } else {
      if (files.length === MOST_FILES) return { files, isComplete: false };
      files.push(openedFile(await fileOf(entry as FileSystemFileEntry), entry.fullPath.slice(1)));
    }
  }
  return { files, isComplete: true };
}

/** A reader gives a hundred entries at a time, and none when there are no more. */
async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const more = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (more.length === 0) return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    found.push(...more);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
