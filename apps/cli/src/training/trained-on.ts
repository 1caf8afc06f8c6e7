// What a checkpoint says of its training data, so that a model names it wherever its file goes.
import type { ManifestRow } from "@pleura/data";

/** Sources named one by one: the line stands beside a model's name. */
const MOST_SOURCES = 4;

/**
 * Training films by source, such as "665 films: nih 240, rsna 190, kermany 92, hannover 58 and 3 more sources".
 *
 * @param rows the run's films
 * @param train which of them are trained on
 */
export function trainedOn(rows: readonly ManifestRow[], train: readonly number[]): string {
  const counts = new Map<string, number>();
  for (const row of train) {
    const source = rows[row]?.source ?? "";
    if (source !== "") counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  const films = train.length === 1 ? "1 film" : `${train.length} films`;
  if (counts.size === 0) return films;
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const named = sorted.slice(0, MOST_SOURCES).map(([source, count]) => `${source} ${count}`);
  const rest = sorted.length - named.length;
  const more = rest === 0 ? "" : ` and ${rest} more ${rest === 1 ? "source" : "sources"}`;
  return `${films}: ${named.join(", ")}${more}`;
}
