// Images in folders that are called like their class.

import { type FolderLabels, labelOfFolder } from "./folder-label.ts";
import type { SkippedImage, SourceImage } from "./source-image.ts";

/** Columns that {@link readFolderFile} adds to a manifest. */
export const FOLDER_COLUMNS = ["source_label"] as const;

/** How folders are read. */
export interface FolderRules {
  readonly labels: FolderLabels;
  readonly license: string;
  /** Patient in a file name, empty when it holds none. */
  patientOf(fileName: string): string;
}

/** Folders of segmentations beside films. */
const MASKS = /^(lung)?masks?$/i;

/**
 * The image of a file. Its label is that of the deepest folder whose name is known, so that
 * `train/NORMAL/a.jpeg` and `COVID/images/a.png` are read too; a file in the root is unlabelled.
 *
 * @param path below the source's folder, with `/`
 */
export function readFolderFile(path: string, rules: FolderRules): SourceImage | SkippedImage {
  const parts = path.split("/");
  const file = parts.at(-1) ?? "";
  const folders = parts.slice(0, -1);
  if (folders.some((folder) => MASKS.test(folder))) {
    return { name: path, reason: "not-x-ray", detail: "in a folder of masks" };
  }
  const { labels, license } = rules;
  const known = folders
    .toReversed()
    .map((folder) => ({ folder, label: labelOfFolder(folder, labels) }))
    .find(({ label }) => label !== undefined);
  const other = folders.length === 0 ? (labels["."] ?? labels["*"] ?? "") : labels["*"];
  const label = known?.label ?? other;
  const detail = folders.join("/");
  if (label === undefined) return { name: path, reason: "unknown-label", detail };
  return {
    name: path,
    patient: rules.patientOf(file),
    label,
    view: "",
    license,
    extra: { source_label: known?.folder ?? detail },
  };
}
