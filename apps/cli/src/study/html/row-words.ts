// How the pages and tables of a study call a row.
import { percent } from "../study-plan.ts";
import type { RowKey } from "../study-row.ts";

/** As tables write the losses. */
export const LOSS_WORDS = { mse: "MSE", ssim: "1 − SSIM" } as const;

/** The loss of a row's pretext, or a dash. */
export function lossWords({ loss }: Pick<RowKey, "loss">): string {
  return loss === null ? "–" : LOSS_WORDS[loss];
}

/** Share of the labels, such as `10 %`. */
export function shareWords({ labelFraction }: Pick<RowKey, "labelFraction">): string {
  return percent(labelFraction).replace("pct", " %");
}

/** One line for a row, such as `ssl-cbam, 1 − SSIM, 10 %`; of another split or view it says which. */
export function rowWords(row: RowKey, mainSplit: string): string {
  const loss = row.loss === null ? [] : [lossWords(row)];
  const arm = row.view === null ? row.arm : `${row.arm}'s network from scratch`;
  const view = row.view === null ? [] : [`sees ${row.view}`];
  const split = row.split === mainSplit ? [] : [`split ${row.split}`];
  return [arm, ...loss, shareWords(row), ...view, ...split].join(", ");
}

/** What is compared, such as `ssl-cbam − ssl, 1 − SSIM`. */
export function pairWords(
  rows: readonly RowKey[],
  { first, second }: { readonly first: number; readonly second: number },
): string {
  const [a, b] = [rows[first], rows[second]];
  if (a === undefined || b === undefined) return "";
  if (a.arm === b.arm) return `${a.arm}: ${lossWords(a)} − ${lossWords(b)}`;
  return `${a.arm} − ${b.arm}${a.loss === null ? "" : `, ${lossWords(a)}`}`;
}
