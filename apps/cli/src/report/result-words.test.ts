// The words beside the numbers fit one and many, and manifests without patients.
import { expect, test } from "vitest";
import { collapsedNote, imagesOfPatients, resamplingNote } from "./result-words.ts";

test.each([
  [{ n: 1, patients: 1, withoutPatient: 0 }, "1 image of 1 patient"],
  [{ n: 12, patients: 5, withoutPatient: 0 }, "12 images of 5 patients"],
  [{ n: 12, patients: 12, withoutPatient: 12 }, "12 images"],
])("%j reads %j", (counts, text) => {
  expect(imagesOfPatients(counts)).toBe(text);
});

test.each([
  [0, "Brackets hold 95 % intervals from resampling patients."],
  [
    1,
    "Brackets hold 95 % intervals from resampling patients; 1 image without one counts as a patient of its own.",
  ],
  [
    2,
    "Brackets hold 95 % intervals from resampling patients; 2 images without one count as patients of their own.",
  ],
  [
    4,
    "Brackets hold 95 % intervals from resampling images, because the manifest gives no patient. They are too narrow when a patient has several images.",
  ],
])("says what is resampled when %i of 4 images have no patient", (withoutPatient, text) => {
  expect(resamplingNote({ n: 4, patients: 4, withoutPatient })).toBe(text);
});

test("a collapsed bracket gets Wilson's interval, an open one nothing", () => {
  expect(collapsedNote({ value: 1, low: 1, high: 1 }, 180)).toBe(
    "Every resampled set gives the same accuracy, so the bracket collapses. Counting images as independent, Wilson's interval is 1.000 (0.979–1.000).",
  );
  expect(collapsedNote({ value: 0.9, low: 0.8, high: 1 }, 10)).toBeUndefined();
});
