// Installs Mesa's software Vulkan driver on Debian-like systems, or says what to type instead.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, ScriptError, say } from "./process.mjs";

const PACKAGES = "mesa-vulkan-drivers libvulkan1";
const SOURCES_DIR = "/etc/apt/sources.list.d";
const ADDED_SOURCE = join(SOURCES_DIR, "pleura-bookworm-backports.list");

/** Reads `/etc/os-release` text into its fields. */
export function parseOsRelease(text) {
  const pairs = text.matchAll(/^([A-Z_]+)="?([^"\n]*)"?$/gm);
  return Object.fromEntries([...pairs].map(([, key, value]) => [key, value]));
}

/**
 * Finds the mirror that serves a suite in apt's source files, in one-line or deb822 form.
 *
 * @returns `{ uri, signedBy }`, or undefined when no source serves the suite
 */
export function findSource(texts, suite) {
  for (const text of texts) {
    const kept = text.replace(/^#.*\n?/gm, "");
    for (const stanza of kept.split(/\n\s*\n/)) {
      const field = (name) => stanza.match(new RegExp(`^${name}:\\s*(.+)$`, "mi"))?.[1]?.trim();
      if (field("Enabled") === "no") continue;
      if (field("Suites")?.split(/\s+/).includes(suite)) {
        const signedBy = field("Signed-By");
        const uri = field("URIs")?.split(/\s+/)[0];
        if (uri) return { uri, signedBy: signedBy?.startsWith("/") ? signedBy : undefined };
      }
    }
    for (const line of kept.split("\n")) {
      const [, options, uri, named] = line.match(/^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)/) ?? [];
      if (named === suite) {
        return { uri, signedBy: options?.match(/signed-by=(\/\S+)/)?.[1] };
      }
    }
  }
  return undefined;
}

/**
 * Decides what has to be done, without doing it.
 *
 * Debian 12's own Mesa 22.3 is refused by Dawn, so its backports serve Mesa there.
 *
 * @param machine `{ osRelease, sources }`: the texts of os-release and of apt's source files
 * @returns `{ sourceLine?, install }`: a line to add to apt's sources, and apt-get's arguments
 */
export function planInstall({ osRelease, sources }) {
  const os = parseOsRelease(osRelease);
  const family = `${os.ID ?? ""} ${os.ID_LIKE ?? ""}`;
  if (!/\b(debian|ubuntu)\b/.test(family)) return undefined;

  const install = ["install", "-y", "--no-install-recommends"];
  if (os.ID !== "debian" || os.VERSION_CODENAME !== "bookworm") {
    return { install: [...install, ...PACKAGES.split(" ")] };
  }
  const backports = "bookworm-backports";
  const plan = { install: [...install, "-t", backports, ...PACKAGES.split(" ")] };
  if (findSource(sources, backports)) return plan;

  const main = findSource(sources, "bookworm");
  const option = main?.signedBy ? `[signed-by=${main.signedBy}] ` : "";
  const uri = main?.uri ?? "http://deb.debian.org/debian";
  return { ...plan, sourceLine: `deb ${option}${uri} ${backports} main` };
}

/** Writes a plan as one line for a shell. */
export function planAsCommand(plan, sudo = "sudo ") {
  const lines = [`${sudo}apt-get update`, `${sudo}apt-get ${plan.install.join(" ")}`];
  if (plan.sourceLine) lines.unshift(`echo '${plan.sourceLine}' | ${sudo}tee ${ADDED_SOURCE}`);
  return lines.join(" && ");
}

/** Reads what {@link planInstall} needs from this machine. */
function readMachine() {
  const read = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "");
  const parts = existsSync(SOURCES_DIR) ? readdirSync(SOURCES_DIR) : [];
  const files = parts.filter((name) => /\.(list|sources)$/.test(name));
  return {
    osRelease: read("/etc/os-release"),
    sources: ["/etc/apt/sources.list", ...files.map((name) => join(SOURCES_DIR, name))].map(read),
  };
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
 * Installs the driver where that is allowed.
 *
 * @throws {ScriptError} exit code 4 with the command to type where it is not
 */
export function installVulkan({ allowed, dryRun = false, reason }) {
  const isLinux = process.platform === "linux";
  const plan = isLinux && existsSync("/usr/bin/apt-get") ? planInstall(readMachine()) : undefined;
  const uid = process.getuid?.();
  const whyNot = whyNotInstall({ platform: process.platform, uid, allowed, plan });
  const noAdapter = `WebGPU: an adapter must open, but ${reason}, and ${whyNot}.`;
  if (whyNot && !plan) {
    const advice = isLinux ? "Install a Vulkan driver (a software one: Mesa 24 or newer)." : "";
    throw new ScriptError(`${noAdapter} ${advice || "Update the graphics driver."}`, 4);
  }
  const command = planAsCommand(plan, uid === 0 ? "" : "sudo ");
  if (whyNot) throw new ScriptError(`${noAdapter} Type:\n\n  ${command}\n`, 4);
  if (dryRun) {
    say(`dry run, would do: ${command}`);
    return;
  }
  say(`no WebGPU adapter (${reason}); installing a software Vulkan driver: ${command}`);
  if (plan.sourceLine) writeFileSync(ADDED_SOURCE, `${plan.sourceLine}\n`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  // A broken third-party source must not stop us: the install below tells whether it matters.
  run("apt-get", ["update", "-q"], options);
  const code = run("apt-get", ["-q", ...plan.install], options);
  if (code !== 0) {
    throw new ScriptError(
      `Vulkan driver: apt-get must succeed, but it ended with ${code}. Read its lines above, or ` +
        `type:\n\n  ${command}\n`,
      4,
    );
  }
}
