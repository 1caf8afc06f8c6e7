// Age and sex as sources write them, in one form.

/** Oldest age that is believed: NIH ChestX-ray14 has rows of 148 to 414 years. */
const OLDEST = 120;

/** Years per unit of a DICOM age string, such as `058Y` or `011M` (PS3.5, section 6.2, AS). */
const YEARS: Readonly<Record<string, number>> = { y: 1, m: 1 / 12, w: 7 / 365.25, d: 1 / 365.25 };

/** Whole years, or empty when the text is no age of a living person. */
export function ageInYears(text: string): string {
  const [, digits = "", unit = "y"] = /^(\d{1,4})(?:\.\d+)?\s*([ymwd])?$/i.exec(text.trim()) ?? [];
  if (digits === "") return "";
  const years = Math.floor(Number(digits) * (YEARS[unit.toLowerCase()] ?? 1));
  return years > OLDEST ? "" : String(years);
}

/** `M`, `F`, or empty. */
export function sexLetter(text: string): string {
  const [, letter = ""] = /^(m|f)(?:ale|emale)?$/i.exec(text.trim()) ?? [];
  return letter.toUpperCase();
}
