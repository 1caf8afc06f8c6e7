// The table of shares of all films, as CSV.
import { CLASSES, writeCsv } from "@pleura/data";
import type { FilmShares } from "../app/film-list.ts";

/**
 * A CSV table: `film` (the number in the names of saved pictures), `file`, `predicted`, a column per class as `p_<class>`, `error`. Cells that a spreadsheet would run as a
 * formula are made text.
 */
export function sharesTable(rows: readonly FilmShares[]): string {
  const columns = ["film", "file", "predicted", ...CLASSES.map((name) => `p_${name}`), "error"];
  const cells = rows.map(({ id, file, probabilities, error }) => {
    const shares = probabilities === undefined ? [] : Array.from(probabilities);
    const predicted = CLASSES[shares.indexOf(Math.max(...shares))];
    // Eight digits hold a float32 exactly enough to be read back.
    const numbers = CLASSES.map((name, at) => [`p_${name}`, shares[at]?.toPrecision(8)]);
    return { film: id, file, predicted, error, ...Object.fromEntries(numbers) };
  });
  return writeCsv(columns, cells, { escapeFormulas: true });
}
