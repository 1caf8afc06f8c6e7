// The importer of folders that are called like their class.
import { FOLDER_COLUMNS, readFolderFile, type SkippedImage } from "@pleura/data";
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
  return {
    total,
    columns: FOLDER_COLUMNS,
    notes:
      otherCount === 0
        ? []
        : [`${countNoun(otherCount, "file")} without the name of an image: ${kinds}`],
    async *entries(): AsyncGenerator<FoundImage | SkippedImage> {
      for await (const found of walkFiles(root, "")) {
        if (!("path" in found)) yield found;
        else if (isImageName(found.path)) {
          const answer = readFolderFile(found.path, rules);
          yield "reason" in answer ? answer : { image: answer, path: found.path };
        }
      }
    },
  };
}
