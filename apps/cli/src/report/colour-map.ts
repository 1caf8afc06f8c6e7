// The colour map of heatmaps: viridis, perceptually even and readable without colour vision.

/** Every 16th entry of viridis' 256 colours, and its last (van der Walt and Smith 2015, CC0). */
const ANCHORS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [72, 24, 106],
  [71, 45, 123],
  [66, 64, 134],
  [59, 82, 139],
  [51, 99, 141],
  [44, 114, 142],
  [38, 130, 142],
  [33, 145, 140],
  [31, 160, 136],
  [40, 174, 128],
  [63, 188, 115],
  [94, 201, 98],
  [132, 212, 75],
  [173, 220, 48],
  [216, 226, 25],
  [253, 231, 37],
];

/** 256 colours `[256, 3]`, linear between the anchors: at most 1/255 off the original table. */
export const COLOUR_MAP: Uint8Array = buildTable();

function buildTable(): Uint8Array {
  const table = new Uint8Array(256 * 3);
  for (let entry = 0; entry < 256; entry += 1) {
    // Anchors lie at 0, 16, …, 240 and 255.
    const span = Math.min(ANCHORS.length - 2, entry >> 4);
    const start = span * 16;
    const length = span === ANCHORS.length - 2 ? 15 : 16;
    const t = (entry - start) / length;
    const low = ANCHORS[span] as readonly number[];
    const high = ANCHORS[span + 1] as readonly number[];
    for (let channel = 0; channel < 3; channel += 1) {
      const from = low[channel] as number;
      table[3 * entry + channel] = Math.round(from + t * ((high[channel] as number) - from));
    }
  }
  return table;
}

/** Position in {@link COLOUR_MAP} of a value in [0, 1]. */
export function colourAt(value: number): number {
  return 3 * Math.min(255, Math.max(0, Math.round(255 * value)));
}
