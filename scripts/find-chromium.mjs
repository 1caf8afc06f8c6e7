// Finds a Chromium that starts on this machine, for the tests that drive a real browser.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, win32 } from "node:path";
import { capture, root, ScriptError } from "./process.mjs";

/** Commands by which Linux distributions name it, Debian's own first. */
const LINUX_COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const MAC_PROGRAMS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The rest of Chrome's path below each of Windows' folders for programs. */
const WINDOWS_PROGRAM = ["Google", "Chrome", "Application", "chrome.exe"];
const WINDOWS_FOLDERS = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"];

/**
 * Lists where a Chromium may be, best first.
 *
 * A browser named by PLEURA_CHROMIUM is the only place: whoever names one means it.
 *
 * @param machine `{ platform, env, downloaded }`; `downloaded` is where Playwright keeps its own
 */
export function chromiumPlaces({ platform, env, downloaded }) {
  if (env.PLEURA_CHROMIUM) return [env.PLEURA_CHROMIUM];
  if (platform === "darwin") return [...MAC_PROGRAMS, downloaded];
  if (platform === "win32") {
    const folders = WINDOWS_FOLDERS.map((name) => env[name]).filter(Boolean);
    return [...folders.map((folder) => win32.join(folder, ...WINDOWS_PROGRAM)), downloaded];
  }
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  const commands = LINUX_COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...commands, downloaded];
}

/** Where playwright-core of this repository's pinned version keeps the browser it downloads. */
function downloadedChromium() {
  const fromTests = createRequire(join(root, "tests", "package.json"));
  return fromTests("playwright-core").chromium.executablePath();
}

/** Starts a program for its version: Ubuntu's stub for a snap is there but starts nothing. */
function versionOf(program) {
  if (!existsSync(program)) return undefined;
  // On Windows `--version` opens a window instead of printing.
  if (process.platform === "win32") return program;
  const started = capture(program, ["--version"], { timeout: 30_000, shell: false });
  return started.ok ? started.out.trim().split("\n").at(-1) : undefined;
}

/**
 * Finds a Chromium.
 *
 * @returns `{ path, version }`, or `{ reason }` in a few words
 * @throws {ScriptError} exit code 4 when the browser that PLEURA_CHROMIUM names does not start
 */
export function findChromium(env = process.env) {
  const places = chromiumPlaces({
    platform: process.platform,
    env,
    downloaded: downloadedChromium(),
  });
  for (const path of places) {
    const version = versionOf(path);
    if (version !== undefined) return { path, version };
  }
  if (env.PLEURA_CHROMIUM) {
    throw new ScriptError(
      `PLEURA_CHROMIUM: it must name a browser that starts, but ${env.PLEURA_CHROMIUM} does not. ` +
        "Correct it, or leave it out.",
      4,
    );
  }
  return { reason: "neither this system nor Playwright has one that starts" };
}
