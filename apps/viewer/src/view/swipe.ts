// Swipe: a line through the pane with the original at its left and the overlay at its right.

/** The line stays this far from the edges, so that it can always be taken hold of; share of the pane's width. */
const MARGIN = 0.02;

/** A press of an arrow key moves the line by this share; of Page Up and Page Down by five times as much. */
export const SWIPE_STEP = 0.02;

/** Half the width of what takes hold of the line, CSS pixels: a fingertip is 44 wide (WCAG 2.2, 2.5.5). */
const REACH = 22;

/** Place of the line as a share of the pane's width, kept inside. */
export function swipeAt(share: number): number {
  return Math.min(1 - MARGIN, Math.max(MARGIN, share));
}

/** Whether a pointer takes hold of the line. */
export function isOnSwipe(x: number, share: number, paneWidth: number): boolean {
  return Math.abs(x - share * paneWidth) <= REACH;
}

/** Where a key moves the line, undefined for keys that do not; as a slider (WAI-ARIA APG, "Slider"). */
export function swipeAfterKey(share: number, key: string): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: share - SWIPE_STEP,
    ArrowDown: share - SWIPE_STEP,
    ArrowRight: share + SWIPE_STEP,
    ArrowUp: share + SWIPE_STEP,
    PageDown: share - 5 * SWIPE_STEP,
    PageUp: share + 5 * SWIPE_STEP,
    Home: 0,
    End: 1,
  };
  const to = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return to === undefined ? undefined : swipeAt(to);
}
