// Tells whether a path that a table names stays below the folder that it is meant for.

/**
 * True for a relative path with `/` that leads nowhere else: no drive, no root, no `..`, no
 * backslash (a separator on Windows), no control character.
 */
export function isSafePath(path: string): boolean {
  if (path === "" || path.startsWith("/") || /^[A-Za-z]:/.test(path)) return false;
  if (/[\\\p{Cc}]/u.test(path)) return false;
  return !path.split("/").includes("..");
}
