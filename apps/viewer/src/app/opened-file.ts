// A file as the page passes it on, wherever it came from.

/** A file from the disk or from `pleura view`: its bytes are read when they are needed. */
export interface OpenedFile {
  /** Name as shown; with folders when it came from one. */
  readonly name: string;
  /** In bytes; undefined when it is known only once the file is read. */
  readonly size?: number | undefined;
  readonly bytes: () => Promise<Uint8Array>;
}
