// The table of shares of all films, as CSV.
import { CLASSES, writeCsv } from "@pleura/data";
import type { FilmShares } from "../app/film-list.ts";

/**
 * A CSV table: `film` (the number in the names of saved pictures), `file`, `model`, `predicted`, a column per class as `p_<class>`, `error`. Cells that a spreadsheet would run as a
 * formula are made text.
 */
export function sharesTable(rows: readonly FilmShares[], model: string): string {
  const columns = [
    ...["film", "file", "model", "predicted"],
    ...CLASSES.map((name) => `p_${name}`),
    "error",
  ];
  const cells = rows.map(({ id, file, probabilities, error }) => {
    const shares = probabilities === undefined ? [] : Array.from(probabilities);
    const predicted = CLASSES[shares.indexOf(Math.max(...shares))];
    // Eight digits hold a float32 exactly enough to be read back.
    const numbers = CLASSES.map((name, at) => [`p_${name}`, shares[at]?.toPrecision(8)]);
    return {
      film: id,
      file: cellText(file),
      model: cellText(model),
      predicted,
      error: error && cellText(error),
      ...Object.fromEntries(numbers),
    };
  });
  return writeCsv(columns, cells, { escapeFormulas: true });
}

/** Controls, direction marks, what is drawn as nothing, and half surrogates. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}]|\\(?=u\{)/gu;

/** A text of any length in which what is not seen stands as `\u{…}`, so that two names never become one. */
function cellText(text: string): string {
  return text.replace(
    UNSEEN,
    (letter) => `\\u{${(letter.codePointAt(0) as number).toString(16).padStart(4, "0")}}`,
  );
}
