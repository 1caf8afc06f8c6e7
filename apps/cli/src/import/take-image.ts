// Takes one image after another into the data set: view, place, file, and then its row.
import { dirname, join } from "node:path";
import { isSkipped, type SkippedImage, type SkipReason, type SourceImage } from "@pleura/data";
import { refusalOf } from "../node/decode-file.ts";
import { makeFolder, sweepTemporaries } from "../run-folder/write-atomic.ts";
import { IMPORT_COLUMN } from "./block-file.ts";
import type { EarlierRows } from "./earlier-rows.ts";
import { inspectImage } from "./inspect-image.ts";
import type { FoundImage } from "./opened-source.ts";
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
  /** Labels to keep, "" for unlabelled images; undefined for all. */
  readonly labels: ReadonlySet<string> | undefined;
  /** True when the import of this name may come from another root now. */
  readonly mayReplace: boolean;
  /** Settings that decide what is imported, for the record. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** An image with the place that it gets in the data set. */
export interface PlannedImage extends FoundImage {
  readonly file: string;
}

/** Names the image's place; a second image for the same one is left out. */
export function planEntry(
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

/** An image that lies in the data set. */
export interface TakenImage extends PlannedImage {
  /** Places of its masks in the data set, by column; empty for one that is missing. */
  readonly maskFiles: Readonly<Record<string, string>>;
}

/** Looks at one image after another and places the good ones. */
export function createTaker(
  request: ImportRequest,
  earlier: EarlierRows,
): (entry: PlannedImage | SkippedImage) => Promise<TakenImage | SkippedImage> {
  const { root, out, folder, placing, isDecoded, views, labels } = request;
  const resolve = createResolver(root);
  const folders = new Set<string>();
  const place = async (
    path: string,
    real: string,
    below: string,
    mayReplace: boolean,
  ): Promise<string> => {
    const file = outputPath(below, path);
    const target = dirname(join(out, file));
    if (!folders.has(target)) {
      makeFolder(target);
      sweepTemporaries(target);
      folders.add(target);
    }
    await placeImage(real, join(out, file), placing, mayReplace);
    return file;
  };
  return async (entry) => {
    if (isSkipped(entry)) return entry;
    const { image, path, file, masks = {} } = entry;
    const skip = (reason: SkipReason, detail: string): SkippedImage => ({
      name: image.name,
      reason,
      detail,
    });
    if (labels !== undefined && !labels.has(image.label)) {
      return skip("other-label", image.label);
    }
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
    const mayReplace = earlier.own.has(file);
    await place(path, found.real, folder, mayReplace);
    const maskFiles: Record<string, string> = {};
    for (const [column, mask] of Object.entries(masks)) {
      const there = await resolve(mask);
      const below = folder === "" ? "" : `${column}/${request.as}`;
      maskFiles[column] = "real" in there ? await place(mask, there.real, below, mayReplace) : "";
    }
    return { image: seen, path, file, maskFiles };
  };
}

function hasView(views: ReadonlySet<string>, { view }: SourceImage): boolean {
  return views.has(view.toLowerCase());
}

/** The manifest's row of an image, with what other commands wrote into its earlier one. */
export function rowOf(as: string, taken: TakenImage, earlier: EarlierRows): Record<string, string> {
  const { image, path, file, maskFiles } = taken;
  const { patient, label, view, license, extra } = image;
  const carried = earlier.own.get(file) ?? {};
  return {
    ...carried,
    file,
    source: image.source ?? as,
    patient,
    label,
    view,
    // A split that was frozen meanwhile stays, with the columns that tell of it: the import may be run again.
    split: image.split || (carried["split"] ?? ""),
    license,
    original_path: path,
    ...extra,
    ...maskFiles,
    [IMPORT_COLUMN]: as,
  };
}
