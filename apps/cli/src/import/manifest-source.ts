// Opens a folder that has a manifest of our own columns.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isSkipped, MANIFEST_COLUMNS, readOwnRow, type SkippedImage } from "@pleura/data";
import { MASK_COLUMN } from "../node/lesion-mask.ts";
import { LUNGS_COLUMN } from "../node/view-images.ts";
import type { FoundImage, OpenedSource } from "./opened-source.ts";
import { type Encoding, openTable } from "./read-table.ts";
import type { SourceRoot } from "./source-root.ts";
import { missingMetadata, requireColumns } from "./wrong-root.ts";

/** Columns whose cells name images of their own, which come along. */
const MASK_COLUMNS = [MASK_COLUMN, LUNGS_COLUMN];

/** Opens the source. */
export async function openManifestSource(
  root: SourceRoot,
  { encoding }: { readonly encoding: Encoding },
): Promise<OpenedSource> {
  const path = join(root.real, "manifest.csv");
  if (!existsSync(path)) throw await missingMetadata("manifest", root, ["manifest.csv"]);
  const table = await openTable(path, { encoding });
  requireColumns("manifest", path, table.columns, ["file"]);
  const known: readonly string[] = MANIFEST_COLUMNS;
  let total = 0;
  for await (const _ of table.rows()) total += 1;
  return {
    total,
    columns: table.columns.filter((column) => !known.includes(column)),
    notes: [],
    async *entries(): AsyncGenerator<FoundImage | SkippedImage> {
      for await (const { cells, line, fault } of table.rows()) {
        const image = readOwnRow(cells);
        if (fault !== undefined) {
          yield { name: image.name, reason: "bad-row", detail: `line ${line}: ${fault}` };
        } else if (isSkipped(image)) {
          yield { ...image, detail: `line ${line}: ${image.detail}` };
        } else yield { image, path: image.name, masks: masksOf(image.extra) };
      }
    },
  };
}

function masksOf(extra: Readonly<Record<string, string>>): Record<string, string> {
  const named = MASK_COLUMNS.map((column) => [column, (extra[column] ?? "").trim()] as const);
  return Object.fromEntries(named.filter(([, path]) => path !== ""));
}
