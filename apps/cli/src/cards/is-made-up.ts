// Whether films were made by a program, so that nobody is on them.
import { type ManifestRow, PHANTOM_SOURCES } from "@pleura/data";

/** True when every film is a phantom of `pleura data synth`; false without films. */
export function isMadeUp(rows: readonly Pick<ManifestRow, "source">[]): boolean {
  const made: ReadonlySet<string> = new Set(PHANTOM_SOURCES);
  return rows.length > 0 && rows.every(({ source }) => made.has(source));
}
