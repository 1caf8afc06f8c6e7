// What people must know beside an evaluation's numbers: of whom they are, and what the intervals mean.
import { wilsonInterval } from "@pleura/data";
import { countNoun } from "../count-noun.ts";

/** The counts of an evaluation. */
export interface ResultCounts {
  readonly n: number;
  readonly patients: number;
  /** Images whose patient the manifest does not give. */
  readonly withoutPatient: number;
}

/** Such as `12 images of 5 patients`. */
export function imagesOfPatients({ n, patients, withoutPatient }: ResultCounts): string {
  const images = countNoun(n, "image");
  return withoutPatient === n ? images : `${images} of ${countNoun(patients, "patient")}`;
}

/** What was resampled for the intervals. */
export function resamplingNote({ n, withoutPatient }: ResultCounts): string {
  if (withoutPatient === n) {
    return "Brackets hold 95 % intervals from resampling images, because the manifest gives no patient. They are too narrow when a patient has several images.";
  }
  const note = "Brackets hold 95 % intervals from resampling patients";
  if (withoutPatient === 0) return `${note}.`;
  const alone =
    withoutPatient === 1 ? "counts as a patient of its own" : "count as patients of their own";
  return `${note}; ${countNoun(withoutPatient, "image")} without one ${alone}.`;
}

/**
 * Resampling films that are all right, or all wrong, cannot show how uncertain that is: Wilson's
 * interval (Wilson 1927) can. Undefined when the bracket does not collapse.
 */
export function collapsedNote(
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
  n: number,
): string | undefined {
  if (low !== high) return undefined;
  const wilson = wilsonInterval(Math.round(value * n), n);
  const text = `${wilson.value.toFixed(3)} (${wilson.low.toFixed(3)}–${wilson.high.toFixed(3)})`;
  return `Every resampled set gives the same accuracy, so the bracket collapses. Counting images as independent, Wilson's interval is ${text}.`;
}
