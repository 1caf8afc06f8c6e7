// What every importer gives: its images one after another, each with the place of its file.
import type { SkippedImage, SourceImage } from "@pleura/data";

/** An image whose file was found in the source's folder. */
export interface FoundImage {
  readonly image: SourceImage;
  /** Path below the source's folder, with `/`. */
  readonly path: string;
  /** Its masks: path below the source's folder by the manifest's column, such as `lungs`. */
  readonly masks?: Readonly<Record<string, string>>;
}

/** A source that was looked at and can be imported. */
export interface OpenedSource {
  /** Images that may come, for the progress display. */
  readonly total: number;
  /** Columns that its images have beside the house's, in order. */
  readonly columns: readonly string[];
  /** What a person should know, such as a table that is missing though nothing depends on it. */
  readonly notes: readonly string[];
  entries(): AsyncIterable<FoundImage | SkippedImage>;
}
