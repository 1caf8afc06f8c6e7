// Installs Mesa's software Vulkan driver on Debian-like systems, or says what to type instead.
import {
  APT_INSTALL,
  hasApt,
  isLike,
  parseOsRelease,
  planAsCommand,
  readMachine,
  runPlan,
  whyNotInstall,
} from "./apt-install.mjs";
import { ScriptError, say } from "./process.mjs";

const PACKAGES = ["mesa-vulkan-drivers", "libvulkan1"];

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
  if (!isLike(os, "debian") && !isLike(os, "ubuntu")) return undefined;

  if (os.ID !== "debian" || os.VERSION_CODENAME !== "bookworm") {
    return { install: [...APT_INSTALL, ...PACKAGES] };
  }
  const backports = "bookworm-backports";
  const plan = { install: [...APT_INSTALL, "-t", backports, ...PACKAGES] };
  if (findSource(sources, backports)) return plan;

  const main = findSource(sources, "bookworm");
  const option = main?.signedBy ? `[signed-by=${main.signedBy}] ` : "";
  const uri = main?.uri ?? "http://deb.debian.org/debian";
  return { ...plan, sourceLine: `deb ${option}${uri} ${backports} main` };
}

/**
 * Installs the driver where that is allowed.
 *
 * @throws {ScriptError} exit code 4 with the command to type where it is not
 */
export function installVulkan({ allowed, dryRun = false, reason }) {
  const plan = hasApt() ? planInstall(readMachine()) : undefined;
  const uid = process.getuid?.();
  const whyNot = whyNotInstall({ platform: process.platform, uid, allowed, plan });
  const noAdapter = `WebGPU: an adapter must open, but ${reason}, and ${whyNot}.`;
  if (whyNot && !plan) {
    const isLinux = process.platform === "linux";
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
  runPlan(plan, "Vulkan driver");
}
