// The importer of folders that are called like their class.
import {
  CLASSES,
  FOLDER_COLUMNS,
  isSkipped,
  readFolderFile,
  type SkippedImage,
} from "@pleura/data";
import { countNoun } from "../count-noun.ts";
import { isImageName } from "./image-name.ts";
import type { ImportSettings } from "./import-settings.ts";
import type { FoundImage, OpenedSource } from "./opened-source.ts";
import { compilePattern } from "./patient-pattern.ts";
import { type SourceRoot, walkFiles } from "./source-root.ts";

/** Opens the source. */
export async function openFolderSource(
  root: SourceRoot,
  { labels, license, patientPattern }: ImportSettings,
): Promise<OpenedSource> {
  const patientOf = patientPattern === undefined ? () => "" : compilePattern(patientPattern);
  const rules = { labels, license, patientOf };
  let total = 0;
  const others = new Set<string>();
  let otherCount = 0;
  for await (const found of walkFiles(root, "")) {
    if (!("path" in found) || isImageName(found.path)) total += 1;
    else {
      otherCount += 1;
      if (others.size < 3) others.add(found.path);
    }
  }
  const kinds = `${[...others].join(", ")}${otherCount > others.size ? ", …" : ""}`;
  const notes: string[] = [];
  if (otherCount > 0) {
    notes.push(`${countNoun(otherCount, "file")} without the name of an image: ${kinds}`);
  }
  return {
    total,
    columns: FOLDER_COLUMNS,
    notes,
    async *entries(): AsyncGenerator<FoundImage | SkippedImage> {
      const unknown = new Set<string>();
      for await (const found of walkFiles(root, "")) {
        if (!("path" in found)) yield found;
        else if (isImageName(found.path)) {
          const answer = readFolderFile(found.path, rules);
          if (!isSkipped(answer)) yield { image: answer, path: found.path };
          else {
            if (answer.reason === "unknown-label") unknown.add(answer.detail);
            yield answer;
          }
        }
      }
      if (unknown.size > 0) notes.push(unknownFolders(unknown));
    },
  };
}

/** Folders that are shown. */
const MOST_FOLDERS = 3;

function unknownFolders(unknown: ReadonlySet<string>): string {
  const shown = [...unknown].slice(0, MOST_FOLDERS).map((folder) => `"${folder}"`);
  const more = unknown.size > MOST_FOLDERS ? ", …" : "";
  return `folders that no label is known for: ${shown.join(", ")}${more}; say what they mean: --set labels.NAME=unlabelled, or ${CLASSES.join(", ")}`;
}
