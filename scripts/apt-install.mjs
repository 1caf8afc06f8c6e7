// Installs packages with apt-get where that is allowed, or says what to type instead.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, ScriptError } from "./process.mjs";

const SOURCES_DIR = "/etc/apt/sources.list.d";
const ADDED_SOURCE = join(SOURCES_DIR, "pleura-bookworm-backports.list");

/** apt-get's arguments before the packages. */
export const APT_INSTALL = ["install", "-y", "--no-install-recommends"];

/** Reads `/etc/os-release` text into its fields. */
export function parseOsRelease(text) {
  const pairs = text.matchAll(/^([A-Z_]+)="?([^"\n]*)"?$/gm);
  return Object.fromEntries([...pairs].map(([, key, value]) => [key, value]));
}

/** Tells whether the os-release fields are those of a system of this name, or one made from it. */
export function isLike(os, name) {
  return `${os.ID ?? ""} ${os.ID_LIKE ?? ""}`.split(" ").includes(name);
}

/** Reads the texts that plans are made from: os-release, and apt's source files. */
export function readMachine() {
  const read = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "");
  const parts = existsSync(SOURCES_DIR) ? readdirSync(SOURCES_DIR) : [];
  const files = parts.filter((name) => /\.(list|sources)$/.test(name));
  return {
    osRelease: read("/etc/os-release"),
    sources: ["/etc/apt/sources.list", ...files.map((name) => join(SOURCES_DIR, name))].map(read),
  };
}

/** Tells whether this machine has apt-get. */
export function hasApt() {
  return process.platform === "linux" && existsSync("/usr/bin/apt-get");
}

/**
 * Writes a plan as one line for a shell.
 *
 * @param plan `{ sourceLine?, install }`: a line to add to apt's sources, and apt-get's arguments
 */
export function planAsCommand(plan, sudo = "sudo ") {
  const lines = [`${sudo}apt-get update`, `${sudo}apt-get ${plan.install.join(" ")}`];
  if (plan.sourceLine) lines.unshift(`echo '${plan.sourceLine}' | ${sudo}tee ${ADDED_SOURCE}`);
  return lines.join(" && ");
}

/** Says in one sentence why nothing may be installed, or undefined when it may. */
export function whyNotInstall({ platform, uid, allowed, plan }) {
  if (platform !== "linux") return `this is ${platform}, where the system's own driver is used`;
  if (!plan) return "this system has no apt-get";
  if (!allowed) return "installing system packages is switched off";
  if (uid !== 0) return "only root may install system packages";
  return undefined;
}

/**
 * Carries a plan out.
 *
 * @throws {ScriptError} exit code 4 with the command to type where apt-get fails
 */
export function runPlan(plan, name) {
  if (plan.sourceLine) writeFileSync(ADDED_SOURCE, `${plan.sourceLine}\n`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  // A broken third-party source must not stop us: the install below tells whether it matters.
  run("apt-get", ["update", "-q"], options);
  const code = run("apt-get", ["-q", ...plan.install], options);
  if (code === 0) return;
  throw new ScriptError(
    `${name}: apt-get must succeed, but it ended with ${code}. Read its lines above, or ` +
      `type:\n\n  ${planAsCommand(plan, "")}\n`,
    4,
  );
}
