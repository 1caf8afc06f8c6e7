// The values of a DICOM film before its window, as 65,536 steps between its least and its greatest value.
import type { GreyTable } from "./dicom-grey.ts";
import type { StoredValues } from "./image.ts";

const LAST_STEP = 65_535;

/**
 * Steps of a film's values after the modality transform; undefined where the window is a LUT or a curve, which no
 * width and level could give.
 *
 * @param pixels bit patterns `[height, width]`
 */
export function storedValues(
  pixels: Uint8Array | Uint16Array,
  { values, ends }: GreyTable,
  isNegative: boolean,
): StoredValues | undefined {
  if (ends === undefined) return undefined;
  const isSeen = new Uint8Array(values.length);
  for (const pattern of pixels) isSeen[pattern] = 1;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let pattern = 0; pattern < values.length; pattern += 1) {
    if (isSeen[pattern] === 0) continue;
    low = Math.min(low, values[pattern] as number);
    high = Math.max(high, values[pattern] as number);
  }
  // A film of one value has a range all the same.
  if (!(high > low)) high = low + 1;
  const stepOf = Uint16Array.from(values, (value) =>
    Math.round((LAST_STEP * (Math.min(high, Math.max(low, value)) - low)) / (high - low)),
  );
  const steps = new Uint16Array(pixels.length);
  for (let at = 0; at < pixels.length; at += 1) {
    steps[at] = stepOf[pixels[at] as number] as number;
  }
  return { steps, low, high, window: ends, isNegative };
}
