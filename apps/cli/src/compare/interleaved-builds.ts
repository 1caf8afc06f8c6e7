// Runs the benchmarks of two builds by turns, sample by sample, so that both see the same machine.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { type BenchFile, readBenchFile } from "../bench/bench-file.ts";
import { CliError } from "../cli-error.ts";

/** One build and what its benchmark is told. */
export interface Build {
  /** Launcher script, bundled main.js, or a repository that holds them. */
  readonly path: string;
  readonly flags: readonly string[];
}

/** What a pair of processes found. */
export interface Pair {
  readonly a: BenchFile;
  readonly b: BenchFile;
}

/** Watches and ends the turns. */
export interface TurnOptions {
  /** Called after each turn. */
  onTurn(): void;
  /** @throws when somebody asked to stop */
  checkStop(): void;
}

/**
 * The program and arguments that start a build.
 *
 * @throws {CliError} tag `usage` when there is no build at the path
 */
export function launcherOf(path: string): { command: string; first: readonly string[] } {
  const entries = [path, join(path, "apps", "cli", "dist", "main.js"), join(path, "main.js")];
  const found = entries.find((entry) => statSync(entry, { throwIfNoEntry: false })?.isFile());
  if (found === undefined) {
    const given = existsSync(path) ? "it has no built program" : "it does not exist";
    throw new CliError(
      "usage",
      `--against "${path}": it must be a built pleura (its launcher, its main.js or its repository), but ${given}. Run npm run build there.`,
    );
  }
  const isScript = /\.[cm]?js$/.test(found);
  return isScript
    ? { command: process.execPath, first: [resolve(found)] }
    : { command: resolve(found), first: [] };
}

/**
 * Starts one process of each build and lets them take turns in the order A B B A A B B A …, until both have ended.
 *
 * @throws {CliError} with the words of a build that failed
 */
export async function measurePair(a: Build, b: Build, options: TurnOptions): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), "pleura-compare-"));
  const runners = [startRunner(a, join(folder, "a")), startRunner(b, join(folder, "b"))] as const;
  try {
    await takeTurns(runners, options);
    return { a: readBenchFile(join(folder, "a")), b: readBenchFile(join(folder, "b")) };
  } finally {
    for (const runner of runners) runner.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Something that works a turn at a time. */
export interface Runner {
  /** Lets it work until it asks for the next turn; false when it has ended. */
  turn(): Promise<boolean>;
}

/** Turns by two: A B, B A, A B, …, so that neither is always the one that comes second. */
export async function takeTurns(
  runners: readonly [Runner, Runner],
  { onTurn, checkStop }: TurnOptions,
): Promise<void> {
  const isGoing = [true, true];
  for (let round = 0; isGoing.includes(true); round += 1) {
    for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
      checkStop();
      try {
        if (isGoing[index]) isGoing[index] = (await runners[index]?.turn()) ?? false;
      } catch (error) {
        // Ctrl-C reaches the builds as well: that they ended is then no error.
        checkStop();
        throw error;
      }
      onTurn();
    }
  }
}

/** A process that is paced through its stdin and stdout. */
function startRunner({ path, flags }: Build, out: string): Runner & { kill(): void } {
  const { command, first } = launcherOf(path);
  const args = [...first, "bench", "--json", "--paced", "--out", out, ...flags];
  args.push("--sessions", "1", "--set", "mostSessions=1");
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  // A child that has ended takes no more turns: its end is told by `asked`.
  child.stdin?.on("error", () => undefined);
  const asked = askedTurns(child, path);
  let isStarted = false;
  return {
    async turn() {
      // The first line asks for the first turn, so it is read before that one is given.
      if (!isStarted) {
        isStarted = true;
        if (!(await asked())) return false;
      }
      child.stdin?.write("\n");
      return asked();
    },
    // It has nothing to save, and while it waits for its turn it would not heed a request to stop.
    kill: () => child.kill("SIGKILL"),
  };
}

/** Waits for the next line that asks for a turn: false when the process has ended well. */
function askedTurns(child: ChildProcess, path: string): () => Promise<boolean> {
  let words = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-4000);
  });
  const ended = new Promise<number | null>((resolveEnd, reject) => {
    child.on("error", reject);
    child.on("close", resolveEnd);
  });
  ended.catch(() => undefined);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[
    Symbol.asyncIterator
  ]();
  return async () => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) break;
      if (isTurnWanted(value)) return true;
    }
    const code = await ended.catch((cause: Error) => {
      throw new CliError(
        "usage",
        `compare "${path}": the build must start, but ${cause.message}. Run npm run build there.`,
        cause,
      );
    });
    if (code === 0) return false;
    const last = words.trim().split("\n").at(-1) ?? "";
    throw new CliError(
      "usage",
      `compare "${path}": its bench must end with exit 0, but it gave ${code} and said: ${last} Both builds need pleura bench --paced.`,
    );
  };
}

function isTurnWanted(line: string): boolean {
  try {
    return (JSON.parse(line) as { waiting?: unknown } | null)?.waiting === true;
  } catch {
    return false;
  }
}
