// Runs the bundled program as a process of its own, after bundling it when a source is newer.
import { type ChildProcess, execFileSync, type StdioOptions, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const entry = join(root, "apps", "cli", "dist", "main.js");

/** How a process ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  /** Without Dawn's own warnings. */
  readonly stderr: string;
  /** stdout's lines as JSON. */
  json(): Record<string, unknown>[];
}

/** What is measured on this machine must not change tests: they have a cache folder of their own. */
const cacheFolder = mkdtempSync(join(tmpdir(), "pleura-cache-"));

/** A new empty folder. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), "pleura-cli-"));
}

/** Bundles the program when it is older than its sources; test files wait for each other. */
export async function bundleCli(): Promise<void> {
  const lock = join(tmpdir(), `pleura-bundle-${Buffer.from(root).toString("hex").slice(-40)}`);
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      // A builder that was killed leaves its lock; a build takes seconds, not minutes.
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 60_000) {
        rmdirSync(lock);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  try {
    if (newest(sources()) > (statSync(entry, { throwIfNoEntry: false })?.mtimeMs ?? 0)) {
      execFileSync(process.execPath, [join(root, "apps", "cli", "build.mjs")]);
    }
  } finally {
    rmdirSync(lock);
  }
}

function sources(): string[] {
  const rooms = readdirSync(join(root, "packages")).map((name) => join("packages", name));
  return [...rooms, join("apps", "cli")].flatMap((room) => {
    const folder = join(root, room, "src");
    return readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  });
}

function newest(paths: readonly string[]): number {
  return Math.max(...paths.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}

/** Options of a process. */
export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdio?: StdioOptions;
}

/** Starts the program. */
export function startCli(args: readonly string[], options: CliOptions = {}): ChildProcess {
  const env = { ...process.env, PLEURA_CACHE_DIR: cacheFolder, ...options.env };
  const { cwd = tmpdir(), stdio = "pipe" } = options;
  return spawn(process.execPath, [entry, ...args], { cwd, env, stdio });
}

/** Waits for a process. */
export function finished(child: ChildProcess): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      const lines = stderr.split("\n").filter((line) => !line.startsWith("Warning: maxDynamic"));
      resolve({
        code,
        stdout,
        stderr: lines.join("\n"),
        json: () =>
          stdout
            .split("\n")
            .filter((line) => line !== "")
            .map((line) => JSON.parse(line) as Record<string, unknown>),
      });
    });
  });
}

/** Runs the program to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return finished(startCli(args, options));
}
