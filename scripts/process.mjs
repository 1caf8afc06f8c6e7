// Runs other programs for the root scripts: same terminal, plain lines, time taken.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository root, whatever directory the script was started from. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Where this repository keeps what may be deleted at any time. */
export const cacheDir = join(root, ".cache");

/** Prints one line for people. */
export function say(line) {
  process.stderr.write(`pleura: ${line}\n`);
}

/** An error that ends a root script with one line and an exit code. */
export class ScriptError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Environment for everything the root scripts start: tools from node_modules first on the path,
 * no telemetry, and Mesa's compiled shaders kept, since LLVM needs long for each pipeline.
 */
export function toolEnv(extraPath = []) {
  mkdirSync(join(cacheDir, "mesa"), { recursive: true });
  const path = [...extraPath, join(root, "node_modules", ".bin"), process.env.PATH ?? ""];
  return {
    MESA_SHADER_CACHE_DIR: join(cacheDir, "mesa"),
    ...process.env,
    PATH: path.join(delimiter),
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
  };
}

/** Runs a program in the repository root on this terminal and returns its exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: toolEnv(),
    stdio: "inherit",
    // npm and pnpm are .cmd files on Windows, which only a shell can start.
    shell: process.platform === "win32",
    ...options,
  });
  if (result.error) throw new ScriptError(`${command}: cannot be started, ${result.error.message}`);
  if (result.signal) return result.signal === "SIGINT" ? 130 : 143;
  return result.status ?? 1;
}

/** Runs a program without showing it and returns what it printed; never throws. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: toolEnv(),
    encoding: "utf8",
    shell: process.platform === "win32",
    ...options,
  });
  return {
    ok: !result.error && result.status === 0,
    out: result.stdout ?? "",
    err: result.stderr ?? "",
    end: result.error?.message ?? result.signal ?? `exit ${result.status}`,
  };
}

/** Runs one named step, says how long it took and returns what the step returned. */
export async function step(name, work) {
  const start = performance.now();
  say(`${name} …`);
  const result = await work();
  say(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

/** Runs a script's main function, turning a ScriptError into its one line and exit code. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    say(error.message);
    process.exitCode = error.exitCode;
  }
}

/** True when the packages were installed at least once. */
export function hasPackages() {
  return existsSync(join(root, "node_modules", ".modules.yaml"));
}
