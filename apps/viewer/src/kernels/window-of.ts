// A window onto an axis: what zooming and panning make of it, never beyond the axis.

/** From one place of an axis to another. */
export interface AxisWindow {
  readonly from: number;
  readonly to: number;
}

/** The window with `factor` of its length, the place `anchor` kept where it is on the screen. */
export function zoomed(
  window: AxisWindow,
  factor: number,
  anchor: number,
  whole: AxisWindow,
  least: number,
): AxisWindow {
  const length = window.to - window.from;
  const longest = whole.to - whole.from;
  const next = Math.min(longest, Math.max(Math.min(least, longest), length * factor));
  const share = length > 0 ? (anchor - window.from) / length : 0.5;
  return within({ from: anchor - share * next, to: anchor + (1 - share) * next }, whole);
}

/** The window moved by a share of its own length. */
export function panned({ from, to }: AxisWindow, share: number, whole: AxisWindow): AxisWindow {
  const by = share * (to - from);
  return within({ from: from + by, to: to + by }, whole);
}

/** The window moved, not stretched, so that a stretch of the axis is in sight. */
export function showing(window: AxisWindow, part: AxisWindow, whole: AxisWindow): AxisWindow {
  if (part.from >= window.from && part.to <= window.to) return window;
  const length = window.to - window.from;
  const middle = (part.from + part.to) / 2;
  return within({ from: middle - length / 2, to: middle + length / 2 }, whole);
}

function within({ from, to }: AxisWindow, whole: AxisWindow): AxisWindow {
  const length = to - from;
  if (length >= whole.to - whole.from) return whole;
  if (from < whole.from) return { from: whole.from, to: whole.from + length };
  if (to > whole.to) return { from: whole.to - length, to: whole.to };
  return { from, to };
}
