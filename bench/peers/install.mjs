// Installs the peers, each into its own folder from its own lock file: `node bench/peers/install.mjs [PEER …]`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { capture, main, run, ScriptError, say } from "../../scripts/process.mjs";
import { chosenSides, room } from "./sides.mjs";

/**
 * Folders with a lock file that the named sides need; several sides may share one.
 *
 * @param {readonly string[]} names all peers when empty
 * @returns {readonly string[]}
 */
export function foldersToInstall(names) {
  const sides = chosenSides(names.length > 0 ? names : undefined);
  const peers = sides.filter(({ role }) => role !== "pleura");
  const folders = [...new Set(peers.map(({ folder }) => folder))];
  return folders.filter((folder) => existsSync(join(room, folder, "package-lock.json")));
}

/** Install scripts stay off: what the peers need ships inside their packages. */
export const installArguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => {
    const failed = foldersToInstall(process.argv.slice(2)).filter((folder) => {
      say(`installing bench/peers/${folder}`);
      return run("npm", installArguments, { cwd: join(room, folder) }) !== 0;
    });
    const { ok } = capture("python3", ["-c", "import torch"]);
    if (!ok) {
      say(
        "PyTorch is optional and not installed by this script: apt-get install python3-torch (Debian)",
      );
    }
    if (failed.length === 0) return 0;
    throw new ScriptError(
      `bench:peers: every peer must install, but npm failed for ${failed.join(", ")}. ` +
        "Read its lines above; the others can be measured.",
    );
  });
}
