// Which rows of a long list are in sight: only those are drawn, so that a list of thousands is as quick as one of fifty.

/** Rows from `first` to before `end`, with the space of those before and after them, pixels. */
export interface VisibleRows {
  readonly first: number;
  readonly end: number;
  readonly above: number;
  readonly below: number;
}

/** Rows that are drawn beyond the edges, so that scrolling shows no gap. */
const BEYOND = 12;

/** The rows in sight of a list of rows of one height. */
export function visibleRows(
  count: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
): VisibleRows {
  const top = Math.min(scrollTop, Math.max(0, count * rowHeight - height));
  const first = Math.max(0, Math.floor(top / rowHeight) - BEYOND);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + BEYOND);
  return { first, end, above: first * rowHeight, below: (count - end) * rowHeight };
}
