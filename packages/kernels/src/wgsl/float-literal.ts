// Writes a number as a WGSL literal.
import { EngineError } from "@pleura/engine";

/**
 * A number, rounded to f32, as a literal of the type `T`, which may be f32 or vec4f.
 *
 * @throws {EngineError} tag `limit` for a number that is not finite in f32: WGSL has no literal for it
 */
export function floatLiteral(value: number): string {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) {
    throw new EngineError(
      "limit",
      `literal: a number in WGSL must be finite in f32, but it is ${value}. ` +
        "Feed it as an input.",
    );
  }
  const text = rounded.toString();
  // WGSL needs a decimal point or an exponent in a float literal.
  return `T(${/[.e]/.test(text) ? text : `${text}.0`})`;
}
