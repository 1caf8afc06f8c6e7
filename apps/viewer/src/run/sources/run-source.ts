// Where run files come from: the server of `pleura view`, or a folder that was dropped.
import type { OpenedFile } from "../../app/opened-file.ts";
import type { FilmTable } from "../run-calls.ts";

/** A file of a source. */
export interface SourceFile {
  /** From the opened folder, with `/`. */
  readonly path: string;
  /** Undefined when it is known only once the file is read. */
  readonly size: number | undefined;
}

/** What a source holds now. */
export interface SourceListing {
  readonly name: string;
  readonly files: readonly SourceFile[];
  /** False when there are more files than are listed. */
  readonly isComplete: boolean;
  /** Folders that a training writes now. */
  readonly running: readonly string[];
  /** Where the files are on the page's own server, with a slash at its end; undefined for a dropped folder. */
  readonly base?: string | undefined;
}

/** Address of a file below a base. */
export function fileAddress(base: string, path: string): string {
  return base + path.split("/").map(encodeURIComponent).join("/");
}

/** Bytes of a file from a place onwards. */
export interface FileTail {
  readonly bytes: Uint8Array;
  /** Where the bytes begin; 0 when the file is not the one that was known. */
  readonly from: number;
  /** What tells the file from another one of its name. */
  readonly id: string;
}

/** What is known of a file that grows. */
export interface KnownFile {
  readonly id: string;
  readonly size: number;
}

/** Films of a data set, and how to get one. */
export interface Films {
  readonly table: FilmTable;
  /** Places of the films in the table, by name. */
  readonly places: ReadonlyMap<string, number>;
  /** A film by its place in the table; undefined when the source has only its name. */
  open(place: number): OpenedFile | undefined;
}

/** Films with their places by name. */
export function filmsOf(table: FilmTable, open: Films["open"]): Films {
  return { table, places: new Map(table.files.map((file, place) => [file, place])), open };
}

/** A source of run files. */
export interface RunSource {
  /** True when its files may grow. */
  readonly isLive: boolean;
  list(): Promise<SourceListing>;
  /** @throws {Error} for a file that is missing or larger than {@link MOST_FILE_BYTES} */
  read(path: string): Promise<Uint8Array>;
  /** The bytes behind those that are known. */
  tail(path: string, known: KnownFile | undefined): Promise<FileTail>;
  /** The films that a run was trained on; undefined without them. */
  films(run: string): Promise<Films | undefined>;
}

/** Run files of a million steps have about 150 MB; those that people look at have less than 10. */
export const MOST_FILE_BYTES = 64 << 20;

/** @throws {Error} for a file that is too large */
export function requireSize(path: string, size: number | undefined): void {
  if (size === undefined || size <= MOST_FILE_BYTES) return;
  const megabytes = (size / 2 ** 20).toFixed(1);
  throw new Error(
    `${path}: the page reads files of at most ${MOST_FILE_BYTES >> 20} MiB, but it has ${megabytes}. Look at it with another program.`,
  );
}
