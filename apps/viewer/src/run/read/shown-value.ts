// Values from run files as text: whatever they hold, they are one line and not too long.
import { oneLine } from "../../app/page-text.ts";

/** Longest text of a value: more is cut, and says so. */
const MOST_CHARACTERS = 400;

/** A value of a JSON file in one line. */
export function shownValue(value: unknown): string {
  if (typeof value === "number") return shownNumber(value);
  if (typeof value === "string") return cut(oneLine(value));
  if (value === undefined) return "";
  return cut(oneLine(JSON.stringify(value) ?? ""));
}

/** A number with at most six significant digits, large counts in full. */
export function shownNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : `${value}`;
  if (Number.isInteger(value)) return `${value}`;
  const magnitude = Math.abs(value);
  return magnitude >= 1e-4 && magnitude < 1e9
    ? `${Number(value.toPrecision(6))}`
    : value.toExponential(3);
}

function cut(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)} …`;
}
