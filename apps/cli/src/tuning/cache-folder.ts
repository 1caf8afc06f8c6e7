// Where what is measured once per machine is kept.
import { homedir } from "node:os";
import { join } from "node:path";

/** The environment variable that names another folder. */
export const CACHE_VARIABLE = "PLEURA_CACHE_DIR";

/**
 * The user's cache folder for pleura: `PLEURA_CACHE_DIR`, or else the platform's place
 * (XDG Base Directory Specification; on macOS ~/Library/Caches, on Windows LOCALAPPDATA).
 */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string {
  const named = environment[CACHE_VARIABLE];
  if (named !== undefined && named !== "") return named;
  const home = environment["HOME"] || homedir();
  if (platform === "darwin") return join(home, "Library", "Caches", "pleura");
  if (platform === "win32") {
    return join(environment["LOCALAPPDATA"] || join(home, "AppData", "Local"), "pleura", "Cache");
  }
  return join(environment["XDG_CACHE_HOME"] || join(home, ".cache"), "pleura");
}
