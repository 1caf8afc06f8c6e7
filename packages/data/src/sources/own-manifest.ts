// Rows of a manifest in pleura's own columns, taken over as they are.

import { isClassName, isSplitName } from "../dataset/classes.ts";
import { MANIFEST_COLUMNS } from "../dataset/manifest.ts";
import { isSafePath } from "./safe-path.ts";
import { cellOf, type SkippedImage, type SourceCells, type SourceImage } from "./source-image.ts";

const KNOWN: ReadonlySet<string> = new Set(MANIFEST_COLUMNS);

/**
 * The image of a row of our own manifest; only `file` is needed, other columns go on unchanged.
 *
 * @param cells the row; its columns keep their case here, for they are ours
 */
export function readOwnRow(cells: SourceCells): SourceImage | SkippedImage {
  const name = cellOf(cells, "file");
  const label = cellOf(cells, "label");
  const split = cellOf(cells, "split");
  if (name === "") return { name, reason: "bad-row", detail: "file is empty" };
  if (!isSafePath(name))
    return { name, reason: "outside-root", detail: "a path below the folder is needed" };
  if (label !== "" && !isClassName(label)) return { name, reason: "unknown-label", detail: label };
  if (split !== "" && !isSplitName(split))
    return { name, reason: "bad-row", detail: `split is ${split}` };
  return {
    name,
    patient: cellOf(cells, "patient"),
    label,
    view: cellOf(cells, "view"),
    license: cellOf(cells, "license"),
    source: cellOf(cells, "source"),
    split,
    extra: Object.fromEntries(Object.entries(cells).filter(([column]) => !KNOWN.has(column))),
  };
}
