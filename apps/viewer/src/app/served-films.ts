// Which films of a served run's data set are shown first: a few test films, class by class.
import type { OpenedFile } from "./opened-file.ts";
import { fetchJson, servedFile } from "./read-served.ts";

/** The films of a data set as the server lists them. */
export interface FilmTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Films shown at a click: a look, not a work list. */
const SAMPLES = 9;

/**
 * Numbers of the films to show: of the test part when there is one, the first of each label, then the second of each …
 *
 * @param most how many
 */
export function sampleRows({ columns, rows }: FilmTable, most = SAMPLES): readonly number[] {
  const [labelAt, splitAt] = [columns.indexOf("label"), columns.indexOf("split")];
  const all = rows.map((row, number) => ({
    number,
    label: row[labelAt] ?? "",
    isTest: row[splitAt] === "test",
  }));
  const test = all.filter(({ isTest }) => isTest);
  const counts = new Map<string, number>();
  return (test.length > 0 ? test : all)
    .map(({ number, label }) => {
      const place = counts.get(label) ?? 0;
      counts.set(label, place + 1);
      return { number, place };
    })
    .sort((a, b) => a.place - b.place || a.number - b.number)
    .slice(0, most)
    .map(({ number }) => number);
}

/**
 * Sample films of a served run; none when it has no data set.
 *
 * @param index address of the run's list of files
 */
export async function servedSamples(index: string): Promise<readonly OpenedFile[]> {
  const { dataSets } = (await fetchJson(index)) as { readonly dataSets: readonly unknown[] };
  if (dataSets.length === 0) return [];
  const base = new URL("data/0/", new URL(index, document.baseURI));
  const table = (await fetchJson(new URL("films.json", base).href)) as FilmTable;
  const fileAt = table.columns.indexOf("file");
  return sampleRows(table).map((number) =>
    servedFile(new URL(`film/${number}`, base).href, table.rows[number]?.[fileAt] ?? ""),
  );
}
