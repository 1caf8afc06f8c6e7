// What a run was measured on: versions, machine, date. A number without them cannot be compared.
import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";
import { join } from "node:path";
import { capture } from "../../scripts/process.mjs";
import { room } from "./sides.mjs";

/** Pinned packages of a folder, by name. */
function pinned(folder) {
  const { dependencies } = JSON.parse(readFileSync(join(room, folder, "package.json"), "utf8"));
  return dependencies;
}

/**
 * Versions of what was run.
 *
 * @param {readonly import("./sides.mjs").Side[]} sides
 * @returns {Readonly<Record<string, string>>}
 */
export function versionsOf(sides) {
  const hash = capture("git", ["rev-parse", "--short=12", "HEAD"]).out.trim();
  const isChanged = capture("git", ["status", "--porcelain", "--untracked-files=no"]).out !== "";
  const folders = new Set(
    sides.filter(({ role }) => role === "webgpu").map(({ folder }) => folder),
  );
  const dawn = capture("node", ["-p", 'require("webgpu/package.json").version'], {
    cwd: join(room, "pleura"),
  }).out.trim();
  return {
    pleura: `${hash || "unknown"}${isChanged ? " with changes" : ""}`,
    node: process.versions.node,
    webgpu: dawn || "unknown",
    ...Object.assign({}, ...[...folders].map(pinned)),
  };
}

/** Processor and memory in one line. */
export function machineName() {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  return `${model}, ${availableParallelism()} cores, ${gib} GiB, ${platform()} ${arch()}`;
}
