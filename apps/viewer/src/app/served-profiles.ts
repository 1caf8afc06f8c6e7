// The profiles among the files that `pleura view` serves.

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

/** True when profiles are all there is to look at: then the page begins with them. */
export function holdsOnlyProfiles(paths: readonly string[]): boolean {
  const isOther = (path: string) =>
    /(^|\/)(run|study-run|study|report)\.json$|\.safetensors$/.test(path);
  return servedProfiles(paths).length > 0 && !paths.some(isOther);
}
