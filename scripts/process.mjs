// Runs other programs for the root scripts: same terminal, plain lines, time taken.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
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
  if (result.error) {
    throw new ScriptError(
      `${command}: it must be installed, but it cannot be started (${result.error.message}). ` +
        "Run: npm run setup",
    );
  }
  return result.status ?? (result.signal === "SIGINT" ? 130 : 143);
}

/**
 * Runs the bundled pleura program until it ends and returns its exit code.
 *
 * A terminal sends Ctrl-C to both processes: this one only waits, so that the program can finish
 * its step and save. SIGTERM reaches this process alone and is passed on.
 */
export async function runPleura(args) {
  const entry = join(root, "apps", "cli", "dist", "main.js");
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: root,
    env: toolEnv(),
    stdio: "inherit",
  });
  const wait = () => {};
  const pass = () => child.kill("SIGTERM");
  process.on("SIGINT", wait).on("SIGTERM", pass);
  const [code, signal] = await once(child, "exit");
  process.off("SIGINT", wait).off("SIGTERM", pass);
  if (signal !== null) return signal === "SIGINT" ? 130 : 143;
  return code;
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
