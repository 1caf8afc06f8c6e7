// Brings a fresh machine to the point where everything runs: pnpm, packages, a WebGPU adapter.
import { fileURLToPath } from "node:url";
import { findAdapter } from "./find-adapter.mjs";
import { findChromium } from "./find-chromium.mjs";
import { BY_HAND, installChromium } from "./install-chromium.mjs";
import { installVulkan } from "./install-vulkan.mjs";
import { ensurePnpm, installPackages } from "./pnpm.mjs";
import { main, ScriptError, say, step } from "./process.mjs";

/**
 * Takes the flags that belong to setup out of a script's arguments.
 *
 * @returns `{ allowed, dryRun, rest }`: may system packages be installed, and the other arguments
 */
export function takeSetupFlags(args, env = process.env) {
  const flags = new Set(["--no-install", "--dry-run-install"]);
  return {
    allowed: !args.includes("--no-install") && !env.PLEURA_NO_SYSTEM_INSTALL,
    dryRun: args.includes("--dry-run-install"),
    rest: args.filter((arg) => !flags.has(arg)),
  };
}

/** Names an adapter in a few words. */
function nameOf({ vendor, architecture, description }) {
  return description || `${vendor} ${architecture}`;
}

/** Says what to do when no adapter opened although installing was allowed. */
export function whyNoAdapter({ dryRun, reason }) {
  const must = "WebGPU: an adapter must open";
  if (dryRun) {
    return `${must}, but ${reason}, and a dry run installs nothing. Leave out --dry-run-install.`;
  }
  return (
    `${must}, but even with the installed driver ${reason}. A software driver must be Mesa 24 or ` +
    "newer: on Debian 12 take it from bookworm-backports, since its own 22.3 is refused."
  );
}

/** Says what to do when no browser starts although installing was allowed. */
export function whyNoChromium({ dryRun, reason }) {
  const must = "browser tests: a Chromium must start";
  if (dryRun) {
    return `${must}, but ${reason}, and a dry run installs nothing. Leave out --dry-run-install.`;
  }
  return (
    `${must}, but even after the installation ${reason}. ${BY_HAND} ` +
    "npm run test:unit and npm run test:gpu need no browser."
  );
}

/** Opens an adapter, installing a software driver first when there is none and it is allowed. */
export function ensureAdapter({ allowed, dryRun }) {
  const first = findAdapter();
  if (first.adapter) {
    say(`adapter: ${nameOf(first.adapter)}`);
    return;
  }
  installVulkan({ allowed, dryRun, reason: first.reason });
  const second = dryRun ? first : findAdapter();
  if (!second.adapter) throw new ScriptError(whyNoAdapter({ dryRun, reason: second.reason }), 4);
  say(`adapter: ${nameOf(second.adapter)}`);
}

/**
 * Finds a Chromium for the browser tests, installing one first when there is none and it is allowed.
 *
 * Only tests need it: the demo and the commands never ask.
 */
export function ensureChromium({ allowed, dryRun }) {
  const first = findChromium();
  if (first.path) {
    say(`browser: ${first.version}`);
    return;
  }
  installChromium({ allowed, dryRun, reason: first.reason });
  const second = dryRun ? first : findChromium();
  if (!second.path) throw new ScriptError(whyNoChromium({ dryRun, reason: second.reason }), 4);
  say(`browser: ${second.version}`);
}

/** Does the whole setup; a second run takes a second or two. */
export async function setup(flags) {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 9)) {
    throw new ScriptError(`Node: 20.9 or newer is needed, but this is ${process.version}.`);
  }
  await step("install packages", () => {
    ensurePnpm();
    installPackages();
  });
  await step("find a WebGPU adapter", () => ensureAdapter(flags));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => setup(takeSetupFlags(process.argv.slice(2))));
}
