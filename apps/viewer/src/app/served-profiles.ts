// The profiles among the files that `pleura view` serves, and the room that these files open in.
import type { RoomName } from "./app-state.ts";

/** Profiles that are offered: more than anyone compares at a time. */
const MOST = 50;

/** Paths of profiles, those near the top first. */
export function servedProfiles(paths: readonly string[]): readonly string[] {
  const depth = (path: string) => path.split("/").length;
  return paths
    .filter((path) => /(^|\/)[^/]*profile[^/]*\.json$/i.test(path))
    .toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))
    .slice(0, MOST);
}

/**
 * The room a served folder opens in: Kernels for profiles alone, Run for what has no model to try on films, such as
 * the tables of a study; undefined for what has one, which leaves the first room.
 */
export function roomOfServed(paths: readonly string[]): RoomName | undefined {
  if (paths.some((path) => path.endsWith(".safetensors"))) return undefined;
  if (paths.some((path) => /(^|\/)(run|study-run|study|report)\.json$/.test(path))) return "run";
  return servedProfiles(paths).length > 0 ? "kernels" : "run";
}
