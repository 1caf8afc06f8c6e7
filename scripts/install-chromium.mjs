// Installs a Chromium for the browser tests where that is allowed, or says what to type instead.
import { join } from "node:path";
import {
  APT_INSTALL,
  hasApt,
  isLike,
  parseOsRelease,
  planAsCommand,
  readMachine,
  runPlan,
} from "./apt-install.mjs";
import { root, run, ScriptError, say } from "./process.mjs";

/** What a person does where no program may or can. */
export const BY_HAND =
  "Install Google Chrome or Chromium (not as a snap), or name one: PLEURA_CHROMIUM=PROGRAM.";

/** Playwright's own program, pinned in tests/package.json, which downloads a Chromium. */
const PLAYWRIGHT = join("tests", "node_modules", "playwright-core", "cli.js");

/**
 * Decides what has to be done, without doing it.
 *
 * Debian has the browser as a package. Ubuntu's package only asks for a snap, which containers
 * cannot install, so Playwright downloads one there, with the libraries that it needs as root.
 *
 * @param machine `{ platform, osRelease, uid, allowed }`
 * @returns `{ apt?, download?, whyNot? }`: a plan for apt-get or arguments for Node, and in one
 *   sentence why it may not be carried out
 */
export function planChromium({ platform, osRelease, uid, allowed }) {
  const os = parseOsRelease(osRelease);
  const isUbuntu = isLike(os, "ubuntu");
  const isRoot = uid === 0;
  if (platform === "linux" && isLike(os, "debian") && !isUbuntu) {
    const apt = { install: [...APT_INSTALL, "chromium"] };
    if (!allowed) return { apt, whyNot: "installing system packages is switched off" };
    return isRoot ? { apt } : { apt, whyNot: "only root may install system packages" };
  }
  const withLibraries = platform === "linux" && isUbuntu && isRoot ? ["--with-deps"] : [];
  const download = [PLAYWRIGHT, "install", ...withLibraries, "--no-shell", "chromium"];
  return allowed ? { download } : { download, whyNot: "installing is switched off" };
}

/**
 * Installs a Chromium.
 *
 * @throws {ScriptError} exit code 4 with what to type where that is not allowed or fails
 */
export function installChromium({ allowed, dryRun = false, reason }) {
  const uid = process.getuid?.();
  const { osRelease } = hasApt() ? readMachine() : { osRelease: "" };
  const plan = planChromium({ platform: process.platform, osRelease, uid, allowed });
  const command = plan.apt
    ? planAsCommand(plan.apt, uid === 0 ? "" : "sudo ")
    : ["node", ...plan.download].join(" ");
  if (plan.whyNot) {
    throw new ScriptError(
      `browser tests: a Chromium must start, but ${reason}, and ${plan.whyNot}. ` +
        `Type:\n\n  ${command}\n`,
      4,
    );
  }
  if (dryRun) {
    say(`dry run, would do: ${command}`);
    return;
  }
  say(`no browser (${reason}); installing Chromium for the tests: ${command}`);
  if (plan.apt) {
    runPlan(plan.apt, "Chromium");
    return;
  }
  const code = run(process.execPath, plan.download, { shell: false, cwd: root });
  if (code === 0) return;
  throw new ScriptError(
    `Chromium: Playwright's download must succeed, but it ended with ${code}. Read its lines ` +
      `above. ${BY_HAND}`,
    4,
  );
}
