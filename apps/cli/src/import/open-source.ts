// Opens the importer that was asked for; this is the only place that knows them all.
import type { ImportSettings, SourceName } from "./import-settings.ts";
import { openManifestSource } from "./manifest-source.ts";
import type { OpenedSource } from "./opened-source.ts";
import type { SourceRoot } from "./source-root.ts";

type Open = (root: SourceRoot, settings: ImportSettings) => Promise<OpenedSource>;

const SOURCES: Partial<Record<SourceName, Open>> = {
  manifest: openManifestSource,
};

/** Opens a source's folder. */
export function openSource(
  source: SourceName,
  root: SourceRoot,
  settings: ImportSettings,
): Promise<OpenedSource> {
  const open = SOURCES[source];
  if (open === undefined) throw new Error(`internal: no importer ${source} yet`);
  return open(root, settings);
}
