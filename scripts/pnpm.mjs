// Finds the pinned pnpm, fetching it into .cache with npm when the shell has none or another one.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir, capture, root, run, ScriptError, say, toolEnv } from "./process.mjs";

/** The one place that knows the version: `devEngines` in package.json, which turbo reads too. */
export function pinnedVersion() {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return manifest.devEngines.packageManager.version;
}

/** Folder whose `.bin` holds our own copy of pnpm. */
function ownPrefix() {
  return join(cacheDir, `pnpm-${pinnedVersion()}`);
}

/** Environment in which `pnpm` is the pinned version (turbo starts it by that name). */
export function pnpmEnv() {
  const bin = join(ownPrefix(), "node_modules", ".bin");
  return toolEnv(existsSync(bin) ? [bin] : []);
}

/** Makes sure that `pnpm` in {@link pnpmEnv} is the pinned version. */
export function ensurePnpm() {
  const version = pinnedVersion();
  // Asked outside the repository: inside, other versions may stop or switch by themselves.
  const found = capture("pnpm", ["--version"], { env: pnpmEnv(), cwd: cacheDir });
  if (found.ok && found.out.trim() === version) return;

  say(`fetching pnpm ${version} into .cache`);
  const args = ["install", "--prefix", ownPrefix(), "--no-save", "--ignore-scripts"];
  const code = run("npm", [
    ...args,
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    `pnpm@${version}`,
  ]);
  if (code !== 0) {
    throw new ScriptError(
      `pnpm: version ${version} must be fetched from the npm registry, but npm ended with ${code}. ` +
        "Check the network and run the command again.",
    );
  }
}

/** Installs exactly what the lock file says; install scripts stay off (see .npmrc). */
export function installPackages() {
  const code = run("pnpm", ["install", "--frozen-lockfile", "--ignore-scripts"], {
    // pnpm asks before it removes a node_modules of another version, and there may be no terminal.
    env: { ...pnpmEnv(), CI: "true" },
  });
  if (code !== 0) {
    throw new ScriptError(
      `packages: pnpm install --frozen-lockfile must succeed, but it ended with ${code}. ` +
        "Read its lines above.",
    );
  }
}
