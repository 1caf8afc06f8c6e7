// Looks for Vulkan driver files on Linux, so that their absence gets one clear line, not Dawn's own.
import { readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Searched whatever the variables say; the last is where NixOS keeps the drivers of its loader. */
const FIXED_FOLDERS = ["/etc", "/usr/local/etc", "/run/opengl-driver/share"];

/**
 * Why no Vulkan driver can load, or undefined when one might.
 *
 * Follows the loader's search (Vulkan loader, "Driver interface to the Vulkan loader", section
 * "Driver discovery"): the files of VK_DRIVER_FILES alone, or every vulkan/icd.d folder.
 */
export function missingVulkanDriver(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
  fixedFolders: readonly string[] = FIXED_FOLDERS,
): string | undefined {
  if (platform !== "linux") return undefined;
  for (const name of ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"]) {
    const value = environment[name];
    if (value === undefined || value === "") continue;
    return value.split(delimiter).some(hasDriver)
      ? undefined
      : `${name} is "${value}", where no driver file is`;
  }
  // An empty variable counts as none (XDG Base Directory Specification).
  const home = environment["HOME"] || homedir();
  const lists = [
    environment["XDG_CONFIG_HOME"] || join(home, ".config"),
    environment["XDG_CONFIG_DIRS"] || "/etc/xdg",
    environment["XDG_DATA_HOME"] || join(home, ".local", "share"),
    environment["XDG_DATA_DIRS"] || "/usr/local/share:/usr/share",
    ...fixedFolders,
  ];
  const folders = lists.flatMap((list) => list.split(delimiter)).filter((path) => path !== "");
  const added = (environment["VK_ADD_DRIVER_FILES"] ?? "").split(delimiter);
  const isThere = [...folders.map((path) => join(path, "vulkan", "icd.d")), ...added].some(
    (path) => path !== "" && hasDriver(path),
  );
  return isThere ? undefined : "there is no file in any vulkan/icd.d folder";
}

/** True for a file, or a folder with a JSON file. */
function hasDriver(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (!stats.isDirectory()) return true;
  return readdirSync(path).some((name) => name.endsWith(".json"));
}
