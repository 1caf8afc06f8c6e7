// Opens the importer that was asked for; this is the only place that knows them all.
import { openFolderSource } from "./folder-source.ts";
import type { ImportSettings, SourceName } from "./import-settings.ts";
import { openManifestSource } from "./manifest-source.ts";
import type { OpenedSource } from "./opened-source.ts";
import { openRadiographySource } from "./radiography-source.ts";
import type { SourceRoot } from "./source-root.ts";
import { ACTUALMED, COHEN, FIGURE1, NIH, openTableSource } from "./table-source.ts";

type Open = (root: SourceRoot, settings: ImportSettings) => Promise<OpenedSource>;

const SOURCES: Readonly<Record<SourceName, Open>> = {
  nih: (root, settings) => openTableSource(NIH, root, settings),
  cohen: (root, settings) => openTableSource(COHEN, root, settings),
  figure1: (root, settings) => openTableSource(FIGURE1, root, settings),
  actualmed: (root, settings) => openTableSource(ACTUALMED, root, settings),
  radiography: openRadiographySource,
  folder: openFolderSource,
  manifest: openManifestSource,
};

/** Opens a source's folder. */
export function openSource(
  source: SourceName,
  root: SourceRoot,
  settings: ImportSettings,
): Promise<OpenedSource> {
  return SOURCES[source](root, settings);
}
